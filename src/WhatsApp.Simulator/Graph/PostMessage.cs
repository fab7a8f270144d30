using System.Text.RegularExpressions;
using Trunkline.WhatsApp.Simulator.Graph.Messages;
using Trunkline.WhatsApp.Simulator.Network;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>POST /{phone-number-id}/messages: sends a message, or marks one as read.</summary>
internal sealed partial class PostMessage(SimulatorState state, CarryMessage carry, TimeProvider time)
{
    const int LongestCallbackData = 512;

    public async Task<GraphAnswer> HandleAsync(GraphCall call)
    {
        if (call.Body.Text("messaging_product") is not { } product)
            return GraphErrors.Required("messaging_product");
        if (product != "whatsapp")
            return GraphErrors.OneOf("messaging_product", "WHATSAPP", product);
        if (call.Body.ContainsKey("status"))
            return MarkRead(call);

        var delay = TimeSpan.Zero;
        GraphAnswer answer;
        lock (state.Gate)
        {
            answer = Send(call, ref delay);
        }
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, time, call.Cancelled);
        return answer;
    }

    GraphAnswer Send(GraphCall call, ref TimeSpan delay)
    {
        var body = call.Body;
        var number = state.Number(call.NodeId)!;
        var type = body.Text("type") ?? MessageContents.TypeOf(body);
        if (body.Text("to") is not { Length: > 0 } && body.Text("recipient") is not { Length: > 0 })
            return GraphErrors.Required("to");
        if (body.Text("recipient_type") is { } kind && kind is not ("individual" or "group"))
            return GraphErrors.OneOf("recipient_type", "INDIVIDUAL, GROUP", kind);
        if (body.Text("recipient_type") == "group")
            return GraphErrors.Invalid("This number takes part in no group with that id.");
        if (body.Text("biz_opaque_callback_data")?.Length > LongestCallbackData)
            return GraphErrors.TooLong("biz_opaque_callback_data", LongestCallbackData);
        if (body.ContainsKey("context") && body.Object("context")?.Text("message_id") is not { Length: > 0 })
            return GraphErrors.Required("context['message_id']");
        var (content, wrong) = MessageContents.Read(type, body, state.Templates, call.Version);
        if (content is null)
            return wrong!;
        if (Address(body, number, content, out var recipient) is { } unreachable)
            return unreachable;

        var fault = state.Faults.Find(fault => fault.Strikes(number, type, recipient.Customer, recipient.Dialled));
        fault?.Spend();
        delay = fault?.Delay ?? TimeSpan.Zero;
        if (fault?.Kind == FaultKind.ErrorAnswer)
            return GraphErrors.Of(fault.Code, fault.Details);
        if (fault?.Kind == FaultKind.HtmlAnswer)
            return new GraphAnswer.Html();

        var chat = recipient.Customer is { } customer
            ? state.Chat(customer, number)
            : new Chat(
                new Customer("", new SimulatedCustomer { Name = recipient.Input, Phone = recipient.Dialled }),
                number
            );
        var closed = type != "template" && !chat.IsInWindow(state.Now);
        if (closed && recipient.Customer is not null && state.Behaviour.WindowRefusal == WindowRefusal.ErrorAnswer)
            return GraphErrors.WindowClosed;

        if (number.Rate.IsUsedUp(state.Behaviour.MessagesPerSecond, state.Now))
            return GraphErrors.Of(130429);
        if (state.Behaviour.PairRate && !chat.Pair.Take(state.Now))
            return GraphErrors.Of(131056);

        var message = Accept(chat, body, content, recipient);
        var failure =
            fault?.Kind == FaultKind.FailedStatus ? GraphErrors.Of(fault.Code, fault.Details)
            : recipient.Customer is null ? GraphErrors.Undeliverable
            : closed ? GraphErrors.WindowClosed
            : null;
        if (!recipient.IsDroppedSilently)
            carry.Start(chat, message, failure);
        return fault?.Kind == FaultKind.LostAnswer ? new GraphAnswer.Lost() : Accepted(recipient, chat, message);
    }

    ChatMessage Accept(Chat chat, JsonObject body, MessageContent content, Recipient recipient)
    {
        var inWindow = chat.IsInWindow(state.Now);
        var message = new ChatMessage(
            Wamid.New(recipient.ByPhone ? chat.Customer.WaId! : chat.Customer.UserId, inbound: false),
            false,
            content.Type,
            content.Wire,
            state.Now
        )
        {
            Text = content.Text,
            Header = content.Header,
            Footer = content.Footer,
            Choices = content.Choices,
            RepliesTo = content.ReactsTo ?? body.Object("context")?.Text("message_id"),
            CallbackData = body.Text("biz_opaque_callback_data"),
            Category = content.TemplateCategory?.ToLowerInvariant(),
            Billable = content.TemplateCategory is { } category && !(category == "UTILITY" && inWindow),
            SentToPhone = recipient.ByPhone,
        };
        if (recipient.ByPhone)
            chat.ReachedByPhone(state.Now);
        state.Add(chat, message);
        return message;
    }

    GraphError? Address(JsonObject body, BusinessNumber number, MessageContent content, out Recipient recipient)
    {
        recipient = new Recipient("", "", null, ByPhone: true);
        // A phone number wins over a user id, as documented.
        if (body.Text("to") is { Length: > 0 } to)
        {
            if (UserId().IsMatch(to))
            {
                recipient = recipient with { Input = to, Dialled = Dialing.Digits(to), IsDroppedSilently = true };
                return null;
            }
            if (Dialing.Dialled(to, number.Digits) is not { } dialled)
                return GraphErrors.Invalid("Parameter Invalid");
            if (Dialing.Same(dialled, number.Digits))
                return GraphErrors.Of(131021, "Recipient cannot be sender");
            var customer = state.CustomerWithPhone(dialled);
            if (customer is null && state.Behaviour.UnknownRecipient == UnknownRecipient.GetsAPhone)
                state.Add(new SimulatedCustomer { Name = "+" + dialled, Phone = dialled }, out customer);
            recipient = new Recipient(to, dialled, customer, ByPhone: true);
            return null;
        }
        var userId = body.Text("recipient")!;
        if (!UserId().IsMatch(userId))
            return GraphErrors.Invalid("Param recipient is not a valid business-scoped user ID.");
        if (content.TemplateCategory == "AUTHENTICATION")
            return GraphErrors.Of(131062, "Authentication templates need a phone number.");
        recipient = new Recipient(userId, "", state.CustomerWithUserId(userId), ByPhone: false);
        return null;
    }

    static JsonObject Accepted(Recipient recipient, Chat chat, ChatMessage message)
    {
        var contact = new JsonObject { ["input"] = recipient.Input };
        if (recipient.ByPhone)
            contact["wa_id"] = chat.Customer.WaId;
        else
            contact["user_id"] = recipient.Input;
        var sent = new JsonObject { ["id"] = message.Id };
        if (message.Type == "template")
            sent["message_status"] = "accepted";
        return new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["contacts"] = new JsonArray(contact),
            ["messages"] = new JsonArray(sent),
        };
    }

    GraphAnswer MarkRead(GraphCall call)
    {
        if (call.Body.Text("status") is var status && status != "read")
            return GraphErrors.OneOf("status", "READ", status ?? "");
        if (call.Body.Text("message_id") is not { Length: > 0 } id)
            return GraphErrors.Required("message_id");
        if (call.Body.Object("typing_indicator") is { } typing && typing.Text("type") != "text")
            return GraphErrors.OneOf("typing_indicator['type']", "TEXT", typing.Text("type") ?? "");
        lock (state.Gate)
        {
            if (!state.Find(id, out var chat, out var message))
                return Wamid.IsInbound(id) ? GraphAnswer.Success : GraphErrors.OutOfRange("Message ID is not valid.");
            if (!message.Inbound || chat.Number.Id != call.NodeId)
                return GraphErrors.OutOfRange("Message ID is not one of a message received by this number.");
            // Reading a message reads all that came before it.
            foreach (var earlier in chat.Messages.Where(other => other.Inbound && other.At <= message.At))
                earlier.Read(state.Now);
            if (call.Body.ContainsKey("typing_indicator"))
                chat.ShowTyping(state.Now);
            state.Changed();
            return GraphAnswer.Success;
        }
    }

    [GeneratedRegex(
        @"^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex UserId();

    readonly record struct Recipient(
        string Input,
        string Dialled,
        Customer? Customer,
        bool ByPhone,
        bool IsDroppedSilently = false
    );
}
