using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Pages;
using Trunkline.Conversations.Sending;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

/// <summary>What was refused, with the text that is given back.</summary>
internal sealed record RefusedSend(Refusal Refusal, string? Text);

/// <summary>A conversation as its participant sees it. Used by pages and by live updates alike.</summary>
internal sealed class ReadThread(
    ConversationList list,
    MessageList messages,
    Channels channels,
    CheckSending check,
    FillTemplate fill,
    ReadDetails details,
    TimeProvider time
)
{
    public async Task<Result<ThreadPane.Model>> ReadAsync(
        Participation participation,
        MessageId? before,
        RefusedSend? refused,
        CancellationToken cancellation
    )
    {
        if (await list.FindAsync(participation.Account, participation.Conversation.Id, cancellation) is not { } view)
            return new ConversationLeft(); // in this very moment
        var take = MessageList.PageSize;
        var found = await messages.ListAsync(participation, before, take + 1, cancellation);
        var page = found.Count > take ? found.Skip(1).ToList() : [.. found];
        var id = view.Id.ToString();
        return new ThreadPane.Model(
            id,
            ThreadText.Header(view, time.GetUtcNow()),
            ThreadText.Items(
                page,
                null,
                view,
                before is null ? participation.Participant.ReadUpTo : null,
                time.GetUtcNow()
            ),
            found.Count > take ? $"/app/conversations/{id}?before={page[0].Message.Id}" : null,
            before is null ? view.Unread : 0,
            before is not null,
            await ZoneAsync(
                participation,
                view,
                await check.CheckSenderAsync(channels[view.Channel], participation.Account, cancellation),
                refused,
                cancellation
            ),
            (await details.ReadAsync(participation.Account, [view], cancellation))[view.Id]
        );
    }

    public async Task<ComposerZone.Model> ZoneAsync(
        Participation participation,
        ConversationView view,
        Result<Sender> sender,
        RefusedSend? refused,
        CancellationToken cancellation
    )
    {
        var conversation = participation.Conversation;
        var number = await check.CheckNumberAsync(conversation, sender, cancellation);
        var blank = new ComposerZone.Model(
            view.Id.ToString(),
            view.Name,
            Guid.CreateVersion7().ToString(),
            time.GetUtcNow()
        )
        {
            Error = refused?.Refusal.Message,
            Draft = refused?.Text,
        };
        if (number.Refusal is { } unable)
            return Unable(blank, unable);
        if (await check.CheckConsentAsync(conversation, cancellation) is { } unwanted)
            return await WithPreviewAsync(
                Unwanted(blank, unwanted, view.Name, time.GetUtcNow()),
                MessageTemplate.ConsentRequestName
            );
        if (check.CheckWindow(conversation) is not WindowClosed closed)
            return blank with { MayWrite = true };
        var soon = await check.CheckTemplateAsync(conversation, MessageTemplate.ConversationReopenName, cancellation);
        return await WithPreviewAsync(Closed(blank, closed, soon), MessageTemplate.ConversationReopenName);

        // What a button sends costs money and reaches a customer: nobody should have to guess its words.
        async Task<ComposerZone.Model> WithPreviewAsync(ComposerZone.Model zone, string template)
        {
            if (zone.Button is null)
                return zone;
            if (await check.CheckMarketingAsync(conversation, cancellation) is not null)
                return Stopped(blank, view.Name);
            return zone with
            {
                Preview = (await fill.FillAsync(template, participation, number.Value, cancellation))?.Text,
            };
        }
    }

    private static ComposerZone.Model Stopped(ComposerZone.Model zone, string name) =>
        zone with
        {
            Title = $"{name} has stopped marketing from your business in WhatsApp.",
            Sentence = "A template counts as such, so none can go out. When the customer writes, you can answer.",
            Error = null,
        };

    private static ComposerZone.Model Closed(ComposerZone.Model zone, WindowClosed closed, TemplateTooSoon? soon) =>
        soon is not null
            ? zone with
            {
                Title = "WhatsApp did not deliver the template.",
                Sentence = "You can send it again from",
                SentenceAt = soon.SendableAt,
            }
            : zone with
            {
                Title = "The window is closed.",
                Sentence = closed.ClosedAt is null
                    ? "Free text is possible once the customer writes. A template can go out at any time."
                    : "The customer last wrote more than 24 hours ago. A template can go out at any time; free text was possible until",
                SentenceAt = closed.ClosedAt,
                Button = "Send a template",
                ButtonAction = $"/app/conversations/{zone.Conversation}/messages",
                Template = MessageTemplate.ConversationReopenName,
            };

    private static ComposerZone.Model Unable(ComposerZone.Model zone, Refusal refusal)
    {
        var said = Availability.Say(refusal);
        return zone with
        {
            Title = said.Title,
            Sentence = refusal is FeatureOff ? "You can read this conversation." : null,
            Why = said.Gates.Count == 0 ? null : said.Gates,
            Error = null,
        };
    }

    private static ComposerZone.Model Unwanted(
        ComposerZone.Model zone,
        Refusal refusal,
        string name,
        DateTimeOffset now
    ) =>
        refusal switch
        {
            ConsentPending pending when pending.RequestableAt > now => zone with
            {
                Title = pending.NotDelivered
                    ? $"WhatsApp did not deliver the request to {name}."
                    : $"We asked {name} to agree first.",
                Sentence = pending.NotDelivered
                    ? "You can ask again from"
                    : "As soon as the answer is YES, you can write. You can ask again from",
                SentenceAt = pending.RequestableAt,
            },
            ConsentPending pending => zone with
            {
                Title = pending.NotDelivered ? $"The request did not reach {name}." : $"{name} has not answered.",
                Sentence = pending.NotDelivered ? "You can ask again." : "You can ask once more.",
                Button = "Send request",
                ButtonAction = $"/app/conversations/{zone.Conversation}/consent-requests",
            },
            ConsentNeeded => zone with
            {
                Title = $"We'll ask {name} to agree first.",
                Button = "Send request",
                ButtonAction = $"/app/conversations/{zone.Conversation}/consent-requests",
            },
            _ => zone with
            {
                Title = $"{name} does not want to be messaged.",
                Sentence = "Only the customer can change that, by sending YES.",
            },
        };
}
