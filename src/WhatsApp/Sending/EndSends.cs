using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Takes sends out of the outbox for good and reports what became of their messages; a read receipt is no message.</summary>
internal sealed class EndSends(TrunklineDb db, IDeliveryReports deliveries, IQueuedMessages queued, TimeProvider time)
{
    // The provider tells whole seconds.
    private static readonly TimeSpan ProviderSecond = TimeSpan.FromSeconds(1);

    private static readonly DeliveryFailure Removed = new(
        "number-removed",
        "The number was removed before this message could go out. Send it from another number.",
        null,
        MayRetry: false
    );

    private static readonly DeliveryFailure Unwanted = new(
        "customer-stopped",
        "The customer asked not to be messaged before this message could go out.",
        null,
        MayRetry: false
    );

    private static readonly DeliveryFailure NotAllowed = new(
        "sender-lost-the-right",
        "Whoever wrote it could not send messages any more when its turn came.",
        null,
        MayRetry: false
    );

    private static readonly DeliveryFailure TooLate = new(
        "window-closed",
        "When its turn came, more than 24 hours had passed since the customer wrote last. Send an approved template.",
        null,
        MayRetry: false,
        NeedsTemplate: true
    );

    /// <summary>Takes out those that may not go out any more, however short they have waited. Answers whether there were any.</summary>
    public async Task<bool> FailNotSendableAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return false;
        MessageId[] messages = [.. rows.Select(row => new MessageId(row.Id))];
        var refused = await queued.CheckAsync(WhatsAppFeature.Key, messages, cancellation);
        foreach (
            var one in rows.ToLookup(row => refused.TryGetValue(new(row.Id), out var reason) ? Failure(reason) : null)
        )
            if (one.Key is { } failure)
                await RunAsync([.. one], DeliveryEvent.Failed, failure, cancellation);
        return refused.Count > 0;
    }

    private static DeliveryFailure Failure(NotSendable reason) =>
        reason switch
        {
            NotSendable.AuthorLostTheRight => NotAllowed,
            NotSendable.CustomerStopped => Unwanted,
            NotSendable.WindowClosed => TooLate,
        };

    /// <summary>How many messages fail when the number is removed; a read receipt just goes.</summary>
    public Task<int> CountWaitingAsync(BusinessNumberId number, CancellationToken cancellation) =>
        db.Outbox.CountAsync(
            row =>
                row.Number == number
                && row.State == OutboxState.Waiting
                && !row.Pair.StartsWith(WhatsAppChannel.ReceiptPair),
            cancellation
        );

    /// <summary>What still waits at a number that is removed, or was meanwhile.</summary>
    public Task FailWaitingAtRemovedAsync(BusinessNumberId number, CancellationToken cancellation) =>
        FailAsync(db.Outbox.Where(row => row.Number == number), Removed, cancellation);

    /// <summary>What still waits for a customer who wants no messages any more.</summary>
    public Task FailUnwantedAsync(BusinessNumberId number, string pair, CancellationToken cancellation) =>
        FailAsync(number, pair, Unwanted, cancellation);

    /// <summary>What still waits for one customer, each with the same failure; only what was queued until then, if that is given.</summary>
    public Task FailAsync(
        BusinessNumberId number,
        string pair,
        DeliveryFailure failure,
        CancellationToken cancellation,
        DateTimeOffset? until = null
    )
    {
        var latest = until + ProviderSecond ?? DateTimeOffset.MaxValue;
        return FailAsync(
            db.Outbox.Where(row => row.Number == number && row.Pair == pair && row.QueuedAt < latest),
            failure,
            cancellation
        );
    }

    private async Task FailAsync(IQueryable<OutboxRow> rows, DeliveryFailure failure, CancellationToken cancellation)
    {
        // What this very write has queued is to be found too.
        await db.SaveChangesAsync(cancellation);
        var waiting = await rows.Where(row => row.State == OutboxState.Waiting)
            .OrderBy(row => row.Id)
            .Locked()
            .ToListAsync(cancellation);
        if (waiting.Count > 0)
            await RunAsync(waiting, DeliveryEvent.Failed, failure, cancellation);
    }

    public Task RunAsync(
        IReadOnlyCollection<OutboxRow> rows,
        DeliveryEvent became,
        DeliveryFailure? failure,
        CancellationToken cancellation
    )
    {
        db.RemoveRange(rows);
        var now = time.GetUtcNow();
        return deliveries.ReportAsync(
            [
                .. rows.Where(row => Json.Read<OutgoingSend>(row.Send) is not OutgoingSend.Read)
                    .Select(row => new DeliveryReport(new(row.Id), became, now) { Failure = failure }),
            ],
            cancellation
        );
    }
}
