using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Takes sends out of the outbox for good and reports what became of their messages; a read receipt is no message.</summary>
internal sealed class EndSends(TrunklineDb db, IDeliveryReports deliveries, TimeProvider time)
{
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

    /// <summary>What still waits at a number that is removed, or was meanwhile.</summary>
    public Task FailWaitingAtRemovedAsync(BusinessNumberId number, CancellationToken cancellation) =>
        FailAsync(db.Outbox.Where(row => row.Number == number), Removed, cancellation);

    /// <summary>What still waits for a customer who wants no messages any more.</summary>
    public Task FailUnwantedAsync(BusinessNumberId number, string pair, CancellationToken cancellation) =>
        FailAsync(number, pair, Unwanted, cancellation);

    /// <summary>What still waits for one customer, each with the same failure.</summary>
    public Task FailAsync(
        BusinessNumberId number,
        string pair,
        DeliveryFailure failure,
        CancellationToken cancellation
    ) => FailAsync(db.Outbox.Where(row => row.Number == number && row.Pair == pair), failure, cancellation);

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
