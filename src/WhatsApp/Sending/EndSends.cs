using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Takes sends out of the outbox for good and reports what became of their messages; a read receipt is no message.</summary>
internal sealed class EndSends(TrunklineDb db, IDeliveryReports deliveries, ISendersRights rights, TimeProvider time)
{
    // Of what goes out at once it was asked a moment ago, when it was accepted.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

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

    /// <summary>Takes out those that waited for long and whose authors have lost the right to send meanwhile, if there are any.</summary>
    public async Task<bool> FailLostAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - Long;
        MessageId[] kept = [.. rows.Where(row => row.QueuedAt < before).Select(row => new MessageId(row.Id))];
        if (kept.Length == 0)
            return false;
        var lost = await rights.LostAsync(WhatsAppFeature.Key, kept, cancellation);
        var failed = rows.Where(row => lost.Contains(new MessageId(row.Id))).ToList();
        if (failed.Count > 0)
            await RunAsync(failed, DeliveryEvent.Failed, NotAllowed, cancellation);
        return failed.Count > 0;
    }

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
