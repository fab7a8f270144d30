using Trunkline.WhatsApp.Simulator.State;
using Trunkline.WhatsApp.Simulator.Webhooks;

namespace Trunkline.WhatsApp.Simulator.Network;

/// <summary>What customers do with their phones: write, tap a button, react. Callers hold the state.</summary>
internal sealed class TypeAsCustomer(SimulatorState state, WebhookSender webhooks)
{
    public ChatMessage Write(Chat chat, string text, string? repliesTo = null) =>
        Send(chat, "text", new JsonObject { ["body"] = text }, text, repliesTo);

    public ChatMessage Tap(Chat chat, ChatMessage message, Choice choice)
    {
        message.Tap(choice);
        return choice.Kind switch
        {
            ChoiceKind.TemplateReply => Send(
                chat,
                "button",
                new JsonObject { ["payload"] = choice.Payload, ["text"] = choice.Title },
                choice.Title,
                message.Id
            ),
            ChoiceKind.ButtonReply => Send(
                chat,
                "interactive",
                Reply("button_reply", new JsonObject { ["id"] = choice.Payload, ["title"] = choice.Title }),
                choice.Title,
                message.Id
            ),
            _ => Send(chat, "interactive", Reply("list_reply", RowOf(choice)), choice.Title, message.Id),
        };
    }

    /// <summary>Any type that a webhook can carry, with its wire object as given.</summary>
    public ChatMessage Send(Chat chat, string type, JsonNode content, string text, string? repliesTo)
    {
        var now = state.Now;
        var customer = chat.Customer;
        if (
            type == "reaction"
            && content["message_id"]?.GetValue<string>() is { } target
            && state.Find(target, out _, out var reacted)
        )
            reacted.React(content["emoji"]?.GetValue<string>());
        var message = new ChatMessage(
            Wamid.New(customer.WaId ?? customer.UserId, inbound: true),
            true,
            type,
            content,
            now
        )
        {
            Text = text,
            RepliesTo = repliesTo,
        };
        state.Add(chat, message);
        webhooks.Publish(
            new WebhookUpdate(chat.Number.AccountId, chat.Number.Id, "messages", Payloads.Message(chat, message, now))
        );
        return message;
    }

    static JsonObject Reply(string kind, JsonObject reply) => new() { ["type"] = kind, [kind] = reply };

    static JsonObject RowOf(Choice choice)
    {
        var row = new JsonObject { ["id"] = choice.Payload, ["title"] = choice.Title };
        if (choice.Description is { } description)
            row["description"] = description;
        return row;
    }
}
