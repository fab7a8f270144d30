using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Sending;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Receiving;

internal sealed class ReceiveMessages(
    TrunklineDb db,
    FindCustomer customers,
    Channels channels,
    Recipients recipients,
    SendAutomatically automatic,
    RouteWaiting waiting,
    Attendance attendance,
    TellParticipants tell,
    ConversationSettings settings,
    TimeProvider time
) : IIncomingMessages
{
    public async Task<IReadOnlyList<Received>> ReceiveAsync(
        IReadOnlyList<IncomingMessage> messages,
        CancellationToken cancellation
    )
    {
        var received = new List<Received>(messages.Count);
        if (messages.Count == 0)
            return received;
        using var activity = ConversationsMeter.Activities.StartActivity("trunkline.messages.decide");
        activity?.SetTag("messages", messages.Count);
        // What an earlier part of the same write has added is to be found too.
        await db.SaveChangesAsync(cancellation);
        var batch = await IncomingBatch.ReadAsync(db, attendance, messages, cancellation);
        var at = await recipients.AtAsync(messages[0].Channel, messages[0].Number, batch.Everybody, cancellation);
        var storedAt = time.GetUtcNow();
        foreach (var message in messages)
        {
            received.Add(await ReceiveAsync(message, batch, at, storedAt, cancellation));
            // Conversations too are listed in the order in which they were written to.
            storedAt = storedAt.AddMicroseconds(1);
        }
        await batch.MarkUnreadAsync(cancellation);
        ConversationsMeter.Count(db, received);
        // Whoever makes somebody able to receive in this very moment sees none of these yet, and this write does not see him.
        if (db.WritesSideBySide && batch.KeptWaiting is var (first, last))
            db.Later(new RouteWaitingFrom(messages[0].Number, first, last));
        return received;
    }

    public async Task IdentityChangedAsync(
        IReadOnlyList<CustomerIdentity> before,
        IReadOnlyList<CustomerIdentity> after,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        await customers.MoveAsync(before, after, at, cancellation);
        await db.SaveChangesAsync(cancellation);
    }

    public async Task RouteWaitingAsync(BusinessNumberId number, CancellationToken cancellation)
    {
        // Where others write meanwhile, a lane that does not see this write may keep something waiting; and it locks conversations before
        // their number, which whoever comes here has locked already.
        if (db.WritesSideBySide)
            db.Later(new RouteWaitingFrom(number, DateTimeOffset.UnixEpoch));
        else
            await waiting.AtNumberAsync(number, cancellation);
    }

    private async Task<Received> ReceiveAsync(
        IncomingMessage incoming,
        IncomingBatch batch,
        RecipientsOfNumber recipientsOfNumber,
        DateTimeOffset storedAt,
        CancellationToken cancellation
    )
    {
        if (batch.Find(incoming.ProviderMessageId) is { } earlier)
            return new(Receipt.Duplicate, earlier.ConversationId, earlier.Id, false);

        var customer = await batch.FindOrAddCustomerAsync(incoming, storedAt, cancellation);
        var conversation = batch.FindOrStart(incoming, customer, storedAt);
        var participants = batch.ParticipantsOf(conversation);
        var decision = recipientsOfNumber.Decide(participants, batch.AcquaintedWith(conversation));
        var hold = decision.Outcome switch
        {
            ReceptionOutcome.Deliver => MessageHold.None,
            ReceptionOutcome.Restrict => MessageHold.Restricted,
            ReceptionOutcome.Wait => MessageHold.Waiting,
        };
        var named = ConcernedMessages.TargetOf(incoming);
        var target = batch.Find(named);
        var (consentBefore, windowWasOpen) = (conversation.Consent, conversation.Window.IsOpen(storedAt));
        var message = Message.Received(conversation, incoming, hold, named, storedAt);
        if (target is not null)
            message.Concerns(target);
        batch.Add(message);
        var waited =
            hold is MessageHold.None && batch.TakeWaiting(conversation)
                ? await waiting.InAsync(conversation.Id, cancellation)
                : [];
        var (leaving, joining) = decision.ComingAndGoing(goesOn: waited.Append(message).Any(one => one.Says()));
        await batch.LeaveAsync(conversation, leaving, cancellation);
        IReadOnlyList<AccountId> people = [.. participants.Except(leaving), .. joining];
        foreach (var early in batch.EarlierThan(message))
        {
            early.Concerns(message);
            if (early.Hold is MessageHold.None && early.IsShown())
                tell.Changed(people, conversation.Id, early.Id);
        }
        if (message.OpensWindow())
            conversation.CustomerWrote(incoming.At);
        if (hold is MessageHold.None)
        {
            var seesFrom = waited.FirstOrDefault(message).StoredAt;
            await batch.JoinAsync(conversation, joining, seesFrom, cancellation);
            await waiting.ReleaseAsync(conversation, people, waited, cancellation);
            if (message.IsShown())
                conversation.Show(message);
        }

        var (answered, said) = await AnswerConsentAsync(conversation, incoming, message, cancellation);
        if (!answered && hold is not MessageHold.None && message.OpensWindow())
            answered = await ReplyToHeldAsync(conversation, hold, cancellation);
        var facts = conversation.Consent != consentBefore || !windowWasOpen || joining.Count + leaving.Count > 0;
        if (message.IsShown())
            tell.Spoken(people, conversation.Id, message.Id, facts);
        else if (facts)
            tell.Changed(people, conversation.Id);
        if (said?.IsShown() is true)
            tell.Spoken(people, conversation.Id, said.Id);
        if (hold is MessageHold.None && target is not null && message.ChangesAnother())
            tell.Changed(people, conversation.Id, target.Id);
        return new(
            hold switch
            {
                MessageHold.None => Receipt.Delivered,
                MessageHold.Restricted => Receipt.Restricted,
                MessageHold.Waiting => Receipt.Waiting,
            },
            conversation.Id,
            message.Id,
            answered
        );
    }

    /// <summary>
    /// Consent follows what the customer said, whoever may see it. Answers whether that was all that the customer is to be told, and
    /// what was said, if anything could be.
    /// </summary>
    private async Task<(bool Answered, Message? Said)> AnswerConsentAsync(
        Conversation conversation,
        IncomingMessage incoming,
        Message message,
        CancellationToken cancellation
    )
    {
        if (!message.OpensWindow())
            return (false, null);
        var answer = settings.Words.Understand(incoming.Content, conversation.Consent);
        var step = ConsentRules.Answer(
            conversation.Consent,
            answer,
            conversation.ConsentAskedAgain,
            overtaken: incoming.At < conversation.ConsentAt
        );
        if (step.AskAgain)
            return (true, await automatic.AskAgainAsync(conversation, message.Hold, cancellation));
        if (step.Changed)
        {
            db.Append(conversation.CustomerAnswered(step.State, message.Id, incoming.At));
            if (step.State is not ConsentState.Granted)
                await channels[conversation.Channel]
                    .WithdrawAsync(conversation.NumberId, conversation.Id, cancellation);
            return (true, await automatic.ConfirmAsync(conversation, message.Hold, cancellation));
        }
        if (conversation.Consent is ConsentState.None && message.Hold is MessageHold.None)
            db.Append(conversation.CustomerWroteFirst(message.Id, incoming.At));
        return (false, null);
    }

    private async Task<bool> ReplyToHeldAsync(
        Conversation conversation,
        MessageHold hold,
        CancellationToken cancellation
    ) =>
        // Whoever wants no messages is written to about nothing but that wish.
        conversation.Consent
            is not (ConsentState.Declined or ConsentState.Stopped)
        && await automatic.ReplyAsync(
            conversation,
            hold is MessageHold.Restricted ? settings.RestrictedReply : settings.WaitingReply,
            hold,
            cancellation
        );
}
