using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp.Processing;

/// <summary>
/// Finds the message that a status is about: by our own id, which every send carries and every status brings back, else by
/// WhatsApp's. What is about no message of ours, or not yet, is parked.
/// </summary>
internal sealed class ApplyStatus(TrunklineDb db, IDeliveryReports deliveries, TimeProvider time)
{
    public async Task RunAsync(BusinessNumberId number, WebhookEvent.Status status, CancellationToken cancellation)
    {
        if (await TryReportAsync(number, status, cancellation))
            return;
        db.Add(
            new ParkedStatus(
                db.Enterprise!.Value,
                Guid.CreateVersion7(),
                number,
                status.ProviderMessageId,
                Json.Write(status),
                time.GetUtcNow()
            )
        );
    }

    /// <summary>WhatsApp's id of one of our messages is known now: what was parked under it is reported.</summary>
    public async Task ReleaseAsync(BusinessNumberId number, string providerMessageId, CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation); // what this very batch has parked is found too
        var parked = await db.Set<ParkedStatus>()
            .Where(one => one.Number == number && one.ProviderMessageId == providerMessageId)
            .OrderBy(one => one.ParkedAt)
            .ToListAsync(cancellation);
        foreach (var one in parked)
            if (await TryReportAsync(number, Json.Read<WebhookEvent.Status>(one.Json), cancellation))
                db.Remove(one);
    }

    private async Task<bool> TryReportAsync(
        BusinessNumberId number,
        WebhookEvent.Status status,
        CancellationToken cancellation
    )
    {
        if (
            Id.TryParse<MessageId>(status.CallbackData, out var named) && await ReportAsync(named, status, cancellation)
        )
        {
            // The status proves what a lost answer could not tell.
            var answerWasLost = await db
                .Outbox.Where(row => row.Id == named.Value && row.State == OutboxState.Sending)
                .ExecuteDeleteAsync(cancellation);
            if (answerWasLost > 0)
                await ReleaseAsync(number, status.ProviderMessageId, cancellation);
            return true;
        }
        return await deliveries.FindAsync(number, status.ProviderMessageId, cancellation) is { } known
            && await ReportAsync(known, status, cancellation);
    }

    private Task<bool> ReportAsync(MessageId message, WebhookEvent.Status status, CancellationToken cancellation) =>
        deliveries.ReportAsync(
            new(message, status.Event, status.At)
            {
                ProviderMessageId = status.ProviderMessageId,
                Failure = status.Failure,
                Identities = status.Recipient,
            },
            cancellation
        );
}
