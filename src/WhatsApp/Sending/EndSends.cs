using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Takes sends out of the outbox for good and reports what became of their messages; a read receipt is no message.</summary>
internal sealed class EndSends(TrunklineDb db, IDeliveryReports deliveries, TimeProvider time)
{
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
