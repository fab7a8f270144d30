using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Phones;

/// <summary>What one phone shows at one moment, read once so that rendering needs no lock.</summary>
internal sealed record PhoneView(
    string Key,
    string Name,
    string Address,
    IReadOnlyList<ChatTab> Chats,
    ChatTab? Shown,
    IReadOnlyList<ShownMessage> Messages,
    bool IsTyping,
    DateTimeOffset? WindowCloses,
    bool InWindow
)
{
    const int LongestThread = 60;

    public static PhoneView? Of(SimulatorState state, ShownChats shown, string key)
    {
        lock (state.Gate)
        {
            if (state.Customer(key) is not { } customer)
                return null;
            var chats = state.ChatsOf(customer).ToList();
            var chat = shown.Of(customer.Key, chats);
            var shared = chats
                .CountBy(each => each.Number.VerifiedName)
                .Where(name => name.Value > 1)
                .Select(name => name.Key)
                .ToList();
            var tabs = chats.ConvertAll(each => new ChatTab(
                each,
                each == chat,
                shared.Contains(each.Number.VerifiedName)
            ));
            return new PhoneView(
                customer.Key,
                customer.Name,
                customer.Phone is { } phone ? $"+{phone}"
                    : customer.Username is { } username ? $"@{username}, no phone number"
                    : "No phone number",
                tabs,
                tabs.Find(tab => tab.IsShown),
                chat?.OnPhone.TakeLast(LongestThread).Select(message => new ShownMessage(message)).ToList() ?? [],
                chat?.ShowsTyping(state.Now) ?? false,
                chat?.WindowCloses,
                chat?.IsInWindow(state.Now) ?? false
            );
        }
    }
}

internal sealed record ChatTab(
    string Number,
    string Name,
    string Label,
    string DisplayNumber,
    int Unread,
    bool IsOpen,
    bool IsShown
)
{
    /// <summary>Numbers that share their name are told apart by their digits.</summary>
    public ChatTab(Chat chat, bool isShown, bool sharesItsName)
        : this(
            chat.Number.Id,
            chat.Number.VerifiedName,
            sharesItsName ? $"{chat.Number.VerifiedName} {chat.Number.DisplayNumber}" : chat.Number.VerifiedName,
            chat.Number.DisplayNumber,
            chat.Unread.Count(),
            chat.IsOpen,
            isShown
        ) { }
}

internal sealed record ShownMessage(
    string Id,
    bool Own,
    string Type,
    string Text,
    string? Header,
    string? Footer,
    DateTimeOffset At,
    bool IsReadByBusiness,
    string? Reaction,
    string? Tapped,
    IReadOnlyList<Choice> Choices
)
{
    public ShownMessage(ChatMessage message)
        : this(
            message.Id,
            message.Inbound,
            message.Type,
            message.Text,
            message.Header,
            message.Footer,
            message.At,
            message is { Inbound: true, ReadAt: not null },
            message.Reaction,
            message.TappedChoice,
            message.Choices
        ) { }

    /// <summary>An id for the page; the message's own may hold characters that do not belong there, and a phone number.</summary>
    public string ElementId =>
        "m-"
        + Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Id)).AsSpan(0, 8)
        );
}
