using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

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

    private static readonly DeliveryFailure MarketingUnwanted = new(
        "marketing-stopped",
        "The customer stopped marketing in WhatsApp before this template could go out. When the customer writes, you can answer.",
        null,
        MayRetry: false
    );

    private static readonly DeliveryFailure NotAllowed = new(
        "sender-lost-the-right",
        "Whoever wrote this could not send messages any more when its turn came. Once they can, try again.",
        null,
        MayRetry: true
    );

    private static readonly DeliveryFailure TooLate = new(
        "window-closed",
        "When its turn came, more than 24 hours had passed since the customer wrote last. Send an approved template.",
        null,
        MayRetry: false,
        NeedsTemplate: true
    );

    // Merging two customers is a person's decision, so the names stay with whoever has them.
    private static readonly DeliveryFailure Nowhere = new(
        "no-address",
        "The customer goes by another number now, which another conversation has. Continue there.",
        null,
        MayRetry: false
    );

    /// <summary>
    /// Takes out those that may not go out any more, however short they have waited. Answers where the other messages go, and
    /// whether there were any.
    /// </summary>
    public async Task<(IReadOnlyDictionary<Guid, CustomerAddress> To, bool AnyFailed)> FailNotSendableAsync(
        IReadOnlyList<OutboxRow> rows,
        CancellationToken cancellation
    )
    {
        var to = new Dictionary<Guid, CustomerAddress>();
        MessageId[] messages = [.. rows.Where(row => !row.IsReceipt).Select(row => new MessageId(row.Id))];
        if (messages.Length == 0)
            return (to, false);
        var known = await queued.CheckAsync(WhatsAppFeature.Key, messages, cancellation);
        var stopped = await StoppedMarketingAsync(rows, known, cancellation);
        var refused = new List<(OutboxRow Row, DeliveryFailure Failure)>();
        foreach (var row in rows.Where(row => !row.IsReceipt))
            if (known.GetValueOrDefault(new(row.Id)) is not { } one)
                refused.Add((row, Nowhere));
            else if (one.Refused is { } reason)
                refused.Add((row, Failure(reason)));
            else if (stopped.Contains(row.Id))
                refused.Add((row, MarketingUnwanted));
            else
                to[row.Id] = one.To;
        foreach (var one in refused.ToLookup(one => one.Failure, one => one.Row))
            await RunAsync([.. one], DeliveryEvent.Failed, one.Key, cancellation);
        return (to, refused.Count > 0);
    }

    // As for a new one: no template goes to whoever has stopped marketing and has not written since.
    private async Task<HashSet<Guid>> StoppedMarketingAsync(
        IReadOnlyList<OutboxRow> rows,
        IReadOnlyDictionary<MessageId, QueuedMessage> known,
        CancellationToken cancellation
    )
    {
        var stopped = new HashSet<Guid>();
        var templates = rows.Where(row => known.ContainsKey(new(row.Id)))
            .Where(row => Json.Read<OutgoingSend>(row.Send) is OutgoingSend.Template);
        foreach (var number in templates.ToLookup(row => row.Number, row => (row.Id, Message: known[new(row.Id)])))
        {
            var wishes = await db.MarketingWishesAsync(
                number.Key,
                [.. number.Select(one => one.Message.To)],
                cancellation
            );
            stopped.UnionWith(
                number
                    .Where(one => wishes.StoppedAt(one.Message.To) is { } at && !(one.Message.LastInboundAt > at))
                    .Select(one => one.Id)
            );
        }
        return stopped;
    }

    private static DeliveryFailure Failure(NotSendable reason) =>
        reason switch
        {
            NotSendable.AuthorLostTheRight => NotAllowed,
            NotSendable.CustomerStopped => Unwanted,
            NotSendable.WindowClosed => TooLate,
            NotSendable.NoAddress => Nowhere,
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

    /// <summary>
    /// Some of what still waits at a number that is removed, or was meanwhile: very many in one write would keep everybody else from theirs. Answers
    /// whether more may wait.
    /// </summary>
    public async Task<bool> FailWaitingAtRemovedAsync(BusinessNumberId number, CancellationToken cancellation) =>
        await FailAsync(db.Outbox.Where(row => row.Number == number), Removed, cancellation, OutboxRow.MostTogether)
        == OutboxRow.MostTogether;

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

    private async Task<int> FailAsync(
        IQueryable<OutboxRow> rows,
        DeliveryFailure failure,
        CancellationToken cancellation,
        int most = int.MaxValue
    )
    {
        // What this very write has queued is to be found too.
        await db.SaveChangesAsync(cancellation);
        var waiting = await rows.Where(row => row.State == OutboxState.Waiting)
            .OrderBy(row => row.Id)
            .Take(most)
            .Locked()
            .ToListAsync(cancellation);
        if (waiting.Count > 0)
            await RunAsync(waiting, DeliveryEvent.Failed, failure, cancellation);
        return waiting.Count;
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
