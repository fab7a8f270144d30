using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

/// <summary>Sends an approved template: the consent request, or the one that takes a conversation up again. Within a write.</summary>
internal sealed class SendTemplate(
    TrunklineDb db,
    Attendance attendance,
    CheckSending check,
    FillTemplate fill,
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
            : await check.CheckConsentAsync(conversation, cancellation)
                ?? await check.CheckTemplateAsync(conversation, name, cancellation);
        unwanted ??= await check.CheckMarketingAsync(conversation, cancellation);
        if (unwanted is not null)
            return unwanted;
        if (await fill.FillAsync(name, participation, number.Value, cancellation) is not { } filled)
            return new TemplateMissing(name);

        var message = Message.FromTemplate(
            conversation,
            account,
            clientId,
            name,
            filled.Text,
            time.GetUtcNow(),
            retryOf
        );
        if (asksForConsent)
            db.Add(conversation.AskForConsent(message.Id, account, message.At));
        await queue.QueueAsync(conversation, message, new OutgoingContent.Template(filled.Template), cancellation);
        participation.Participant.Read(conversation);
        var people = await attendance.LetLeaveAsync(conversation, account, cancellation);
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
}
