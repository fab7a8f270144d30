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
    Channels channels,
    FindCustomer customers,
    Recipients recipients,
    SendAutomatically automatic,
    RouteWaiting waiting,
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
        var storedAt = time.GetUtcNow();
        foreach (var message in messages)
        {
            received.Add(await ReceiveAsync(message, storedAt, cancellation));
            // The next message may be of the same customer, or the same message once more.
            await db.SaveChangesAsync(cancellation);
            storedAt = Later(storedAt);
        }
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

    public Task RouteWaitingAsync(BusinessNumberId number, CancellationToken cancellation) =>
        waiting.AtNumberAsync(number, cancellation);

    private async Task<Received> ReceiveAsync(
        IncomingMessage incoming,
        DateTimeOffset storedAt,
        CancellationToken cancellation
    )
    {
        var earlier = await db.Messages.FirstOrDefaultAsync(
            one => one.NumberId == incoming.Number && one.ProviderId == incoming.ProviderMessageId,
            cancellation
        );
        if (earlier is not null)
            return new(Receipt.Duplicate, earlier.ConversationId, earlier.Id, false);

        var customer = await customers.FindOrAddAsync(incoming.Identities, incoming.Number, storedAt, cancellation);
        customer.CallThemselves(incoming.ProfileName, incoming.Username);
        var conversation = await FindOrStartAsync(incoming, customer, storedAt, cancellation);
        var participants = await ParticipantsAsync(conversation, cancellation);
        var number = await channels.FindNumberAsync(incoming.Channel, incoming.Number, cancellation);
        var decision = await recipients.DecideAsync(
            channels[incoming.Channel],
            number,
            conversation,
            participants,
            cancellation
        );

        var target = await TargetAsync(incoming, cancellation);
        var hold = decision.Outcome switch
        {
            ReceptionOutcome.Deliver => MessageHold.None,
            ReceptionOutcome.Restrict => MessageHold.Restricted,
            ReceptionOutcome.Wait => MessageHold.Waiting,
        };
        var (consentBefore, windowWasOpen) = (conversation.Consent, conversation.Window.IsOpen(storedAt));
        var message = Message.Received(conversation, incoming, hold, target?.Id, storedAt);
        db.Add(message);
        Apply(incoming, target);
        if (message.OpensWindow())
            conversation.CustomerWrote(incoming.At);
        if (hold is MessageHold.None)
        {
            db.AddRange(Joining(conversation, decision, storedAt));
            if (message.IsShown())
                conversation.Show(message.Id, message.StoredAt);
            await waiting.ReleaseAsync(conversation, [.. participants, .. decision.Joining], cancellation);
        }

        var answered = await AnswerConsentAsync(conversation, incoming, message, cancellation);
        if (!answered && hold is not MessageHold.None && message.OpensWindow())
            answered = await ReplyToHeldAsync(conversation, hold, cancellation);
        if (hold is MessageHold.None)
            Tell([.. participants, .. decision.Joining], conversation, message, target);
        if (conversation.Consent != consentBefore || !windowWasOpen)
            tell.Changed([.. participants, .. decision.Joining], conversation.Id);
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

    private void Tell(IReadOnlyList<AccountId> people, Conversation conversation, Message message, Message? target)
    {
        if (message.IsShown())
            tell.Spoken(people, conversation.Id, message.Id);
        if (target is not null && message.Kind is MessageKind.Reaction or MessageKind.Edit or MessageKind.Revocation)
            tell.Changed(people, conversation.Id, target!.Id);
    }

    private async Task<Conversation> FindOrStartAsync(
        IncomingMessage incoming,
        Customer customer,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var conversation = await db.Conversations.SingleOrDefaultAsync(
            one => one.NumberId == incoming.Number && one.CustomerId == customer.Id,
            cancellation
        );
        if (conversation is null)
        {
            conversation = new(customer.EnterpriseId, incoming.Channel, incoming.Number, customer.Id, now);
            db.Add(conversation);
        }
        return conversation;
    }

    private async Task<List<AccountId>> ParticipantsAsync(Conversation conversation, CancellationToken cancellation) =>
        await db
            .Participants.Where(one => one.ConversationId == conversation.Id)
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);

    private static IEnumerable<Participant> Joining(
        Conversation conversation,
        ReceptionDecision decision,
        DateTimeOffset seesFrom
    ) =>
        decision.Joining.Select(account => new Participant(
            conversation.EnterpriseId,
            conversation.Id,
            account,
            seesFrom
        ));

    /// <summary>The message that this one answers, changes or reacts to, if it is of the same number.</summary>
    private async Task<Message?> TargetAsync(IncomingMessage incoming, CancellationToken cancellation)
    {
        var id = incoming.Content switch
        {
            IncomingContent.Edited edited => edited.ProviderMessageId,
            IncomingContent.Revoked revoked => revoked.ProviderMessageId,
            IncomingContent.Reaction reaction => reaction.ProviderMessageId,
            _ => incoming.RepliesTo,
        };
        return id is null
            ? null
            : await db.Messages.FirstOrDefaultAsync(
                one => one.NumberId == incoming.Number && one.ProviderId == id,
                cancellation
            );
    }

    private static void Apply(IncomingMessage incoming, Message? target)
    {
        if (target is not { Direction: MessageDirection.Incoming })
            return;
        if (incoming.Content is IncomingContent.Edited { Body: { } body })
            target.ReadsNow(body, incoming.At);
        if (incoming.Content is IncomingContent.Revoked)
            target.WithdrawnAt(incoming.At);
    }

    /// <summary>Consent follows what the customer said, whoever may see it. True when the customer got an answer to it.</summary>
    private async Task<bool> AnswerConsentAsync(
        Conversation conversation,
        IncomingMessage incoming,
        Message message,
        CancellationToken cancellation
    )
    {
        if (!message.OpensWindow())
            return false;
        var answer = settings.Words.Understand(incoming.Content, conversation.Consent);
        var step = ConsentRules.Answer(conversation.Consent, answer, conversation.ConsentAskedAgain);
        if (step.AskAgain)
        {
            await automatic.AskAgainAsync(conversation, cancellation);
            return true;
        }
        if (step.Changed)
        {
            db.Add(conversation.CustomerAnswered(step.State, message.Id, incoming.At));
            await automatic.ConfirmAsync(conversation, message.Hold, cancellation);
            return true;
        }
        if (conversation.Consent is ConsentState.None && message.Hold is MessageHold.None)
            db.Add(conversation.CustomerWroteFirst(message.Id, incoming.At));
        return false;
    }

    private async Task<bool> ReplyToHeldAsync(
        Conversation conversation,
        MessageHold hold,
        CancellationToken cancellation
    ) =>
        await automatic.ReplyAsync(
            conversation,
            hold is MessageHold.Restricted ? settings.RestrictedReply : settings.WaitingReply,
            hold,
            cancellation
        );

    // Times are stored in whole microseconds; a step of ten leaves room for what the product answers in between.
    private static DateTimeOffset Later(DateTimeOffset moment) => moment.AddMicroseconds(10);
}
