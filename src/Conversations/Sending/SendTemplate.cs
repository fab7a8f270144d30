using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

/// <summary>Sends an approved template: the consent request, or the one that takes a conversation up again. Within a write.</summary>
internal sealed class SendTemplate(
    TrunklineDb db,
    ConversationAccess access,
    Channels channels,
    CheckSending check,
    QueueMessage queue,
    TellParticipants tell,
    TimeProvider time
)
{
    public async Task<Result<MessageId>> SendAsync(
        Participation participation,
        string name,
        string? clientId,
        MessageId? retryOf,
        CancellationToken cancellation
    )
    {
        var (conversation, account) = (participation.Conversation, participation.Account);
        var number = await check.CheckNumberAsync(conversation, account, cancellation);
        if (number.Refusal is { } unable)
            return unable;
        var asksForConsent = name == MessageTemplate.ConsentRequestName;
        var unwanted = asksForConsent
            ? await CheckRequestAsync(conversation, cancellation)
            : await check.CheckConsentAsync(conversation, cancellation);
        if (unwanted is not null)
            return unwanted;
        var template = await FillAsync(name, participation, number.Value, cancellation);
        if (
            template is null
            || await channels[conversation.Channel].FindTemplateAsync(number.Value.Id, template, cancellation)
                is not { } text
        )
            return new TemplateMissing(name);

        var message = Message.FromTemplate(conversation, account, clientId, name, text, time.GetUtcNow(), retryOf);
        if (asksForConsent)
            db.Add(conversation.AskForConsent(message.Id, account, message.At));
        await queue.QueueAsync(conversation, message, new OutgoingContent.Template(template), cancellation);
        participation.Participant.Read(conversation);
        var people = await access.ParticipantsAsync(conversation.Id, cancellation);
        tell.Spoken(people, conversation.Id, message.Id, facts: asksForConsent);
        return message.Id;
    }

    private async Task<Refusal?> CheckRequestAsync(Conversation conversation, CancellationToken cancellation)
    {
        if (conversation.Consent is ConsentState.Granted)
            return new AlreadyAgreed();
        return await check.RequestableAtAsync(conversation, cancellation) switch
        {
            null => new ConsentDeclined(),
            { } at when at > time.GetUtcNow() => new ConsentPending(at),
            _ => null,
        };
    }

    private async Task<MessageTemplate?> FillAsync(
        string name,
        Participation participation,
        BusinessNumber number,
        CancellationToken cancellation
    )
    {
        var customer = await db.Customers.SingleAsync(
            one => one.Id == participation.Conversation.CustomerId,
            cancellation
        );
        var contact = await db.Contacts.SingleOrDefaultAsync(
            one => one.AccountId == participation.Account && one.CustomerId == customer.Id,
            cancellation
        );
        var greeting = CustomerName.Greeting(contact?.Name, customer.ProfileName);
        return name switch
        {
            MessageTemplate.ConsentRequestName => MessageTemplate.ConsentRequest(greeting, number.BusinessName),
            MessageTemplate.ConversationReopenName => MessageTemplate.ConversationReopen(greeting, number.BusinessName),
            _ => null,
        };
    }
}
