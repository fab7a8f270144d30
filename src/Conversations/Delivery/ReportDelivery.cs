using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Live;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Delivery;

internal sealed class ReportDelivery(TrunklineDb db, FindCustomer customers, TellParticipants tell, TimeProvider time)
    : IDeliveryReports
{
    public async Task<bool> ReportAsync(DeliveryReport report, CancellationToken cancellation)
    {
        var message = await db.Messages.SingleOrDefaultAsync(one => one.Id == report.Message, cancellation);
        if (message is not { IsOutgoing: true })
            return false;
        if (await IsKnownAsync(report, cancellation))
            return true;

        db.Add(
            new StoredReport(
                message.EnterpriseId,
                message.Id,
                report.Event,
                report.At,
                report.Failure?.Code,
                report.Failure?.Sentence,
                report.Failure?.Details,
                time.GetUtcNow()
            )
        );
        var before = message.Progress;
        message.Happened(report);
        if (report.Identities.Count > 0)
        {
            var conversation = await db.Conversations.SingleAsync(
                one => one.Id == message.ConversationId,
                cancellation
            );
            await customers.LearnAsync(conversation.CustomerId, report.Identities, time.GetUtcNow(), cancellation);
        }
        if (before != message.Progress)
            await TellAsync(message, cancellation);
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    public async Task<MessageId?> FindAsync(
        BusinessNumberId number,
        string providerMessageId,
        CancellationToken cancellation
    )
    {
        var found = await db
            .Messages.Where(one => one.NumberId == number && one.ProviderId == providerMessageId)
            .Select(one => new { one.Id })
            .SingleOrDefaultAsync(cancellation);
        return found?.Id;
    }

    // Providers repeat themselves; a report that says nothing new leaves no second row.
    private Task<bool> IsKnownAsync(DeliveryReport report, CancellationToken cancellation)
    {
        var code = report.Failure?.Code;
        return db.DeliveryReports.AnyAsync(
            one =>
                one.MessageId == report.Message && one.Event == report.Event && one.At == report.At && one.Code == code,
            cancellation
        );
    }

    private async Task TellAsync(Messages.Message message, CancellationToken cancellation)
    {
        if (message.Hold is not Messages.MessageHold.None)
            return;
        var people = await db
            .Participants.Where(one => one.ConversationId == message.ConversationId)
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);
        tell.Changed(people, message.ConversationId, message.Id);
    }
}
