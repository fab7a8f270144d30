using Trunkline.WhatsApp.Simulator.Network;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Admin;

/// <summary>A customer's phone: what it shows, and what its owner does with it.</summary>
internal static class PhoneAdmin
{
    const int LongestText = 65_536;

    /// <summary>Either a text, or any other type with its wire object, which may be one that Meta has not invented yet.</summary>
    internal sealed record Write(string? Number, string? Text, string? Type, JsonNode? Content, string? RepliesTo);

    internal sealed record TapOn(string Message, string Choice);

    public static IResult Get(string customer, SimulatorState state)
    {
        lock (state.Gate)
        {
            return state.Customer(customer) is { } found
                ? AdminJson.Of(
                    new
                    {
                        found.Key,
                        found.Name,
                        Chats = state.ChatsOf(found).Select(chat => Describe(chat, state.Now)).ToList(),
                    }
                )
                : AdminJson.Unknown("customer");
        }
    }

    public static async Task<IResult> WriteAsync(
        string customer,
        HttpRequest request,
        SimulatorState state,
        TypeAsCustomer typing,
        CarryMessage carry
    )
    {
        if (await AdminJson.ReadAsync<Write>(request) is not { } write)
            return AdminJson.Unreadable;
        lock (state.Gate)
        {
            if (ChatOf(state, customer, write.Number ?? state.Numbers.FirstOrDefault()?.Id) is not { } chat)
                return AdminJson.Unknown("customer or number");
            if (write is { Type: null or "text", Text: { Length: > 0 and <= LongestText } text })
            {
                carry.Read(chat);
                return Sent(typing.Write(chat, text, write.RepliesTo));
            }
            if (write is { Type: { Length: > 0 and <= 50 } type, Content: { } content })
                return Sent(typing.Send(chat, type, content, $"[{type}]", write.RepliesTo));
            return AdminJson.Problem("Give a text, or a type with its content.");
        }
    }

    public static async Task<IResult> TapAsync(
        string customer,
        HttpRequest request,
        SimulatorState state,
        TypeAsCustomer typing,
        CarryMessage carry
    )
    {
        if (await AdminJson.ReadAsync<TapOn>(request) is not { } tap)
            return AdminJson.Unreadable;
        lock (state.Gate)
        {
            if (
                !state.Find(tap.Message, out var chat, out var message)
                || chat.Customer != state.Customer(customer)
                || !message.IsOnPhone
            )
                return AdminJson.Unknown("message on this phone");
            if (
                message.Choices.FirstOrDefault(choice =>
                    choice.Kind != ChoiceKind.Link && (choice.Title == tap.Choice || choice.Payload == tap.Choice)
                )
                is not { } choice
            )
                return AdminJson.Unknown("button on this message");
            carry.Read(chat);
            return Sent(typing.Tap(chat, message, choice));
        }
    }

    public static IResult Open(string customer, string number, SimulatorState state, CarryMessage carry)
    {
        lock (state.Gate)
        {
            if (ChatOf(state, customer, number) is not { } chat)
                return AdminJson.Unknown("customer or number");
            chat.Open();
            carry.Read(chat);
            return Results.NoContent();
        }
    }

    public static IResult Close(string customer, string number, SimulatorState state)
    {
        lock (state.Gate)
        {
            if (ChatOf(state, customer, number) is not { } chat)
                return AdminJson.Unknown("customer or number");
            chat.Close();
            state.Changed();
            return Results.NoContent();
        }
    }

    static Chat? ChatOf(SimulatorState state, string customer, string? number) =>
        state.Customer(customer) is { } found && number is not null && state.Number(number) is { } business
            ? state.Chat(found, business)
            : null;

    static IResult Sent(ChatMessage message) => AdminJson.Of(new { message.Id }, StatusCodes.Status201Created);

    static object Describe(Chat chat, DateTimeOffset now) =>
        new
        {
            PhoneNumberId = chat.Number.Id,
            chat.Number.DisplayNumber,
            chat.Number.VerifiedName,
            chat.IsOpen,
            InWindow = chat.IsInWindow(now),
            chat.WindowCloses,
            Typing = chat.ShowsTyping(now),
            Unread = chat.Unread.Count(),
            Messages = chat
                .Messages.Select(message => new
                {
                    message.Id,
                    message.Inbound,
                    message.IsOnPhone,
                    message.Type,
                    message.Text,
                    message.Header,
                    message.Footer,
                    message.Choices,
                    message.TappedChoice,
                    message.Content,
                    message.At,
                    message.RepliesTo,
                    message.Reaction,
                    message.ReadAt,
                    message.CallbackData,
                    message.Statuses,
                })
                .ToList(),
        };
}
