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

    /// <summary>What still waits at a number that is removed, or was meanwhile.</summary>
    public async Task FailWaitingAtRemovedAsync(BusinessNumberId number, CancellationToken cancellation)
    {
        var waiting = await db
            .Outbox.Where(row => row.Number == number && row.State == OutboxState.Waiting)
            .OrderBy(row => row.Id)
            .Locked()
            .ToListAsync(cancellation);
        await RunAsync(waiting, DeliveryEvent.Failed, Removed, cancellation);
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
