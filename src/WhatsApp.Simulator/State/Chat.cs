namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>What one customer and one business number have said to each other, as the customer's phone shows it.</summary>
internal sealed class Chat(Customer customer, BusinessNumber number)
{
    // A phone remembers more, but the simulator must not grow for ever.
    const int Remembered = 500;
    static readonly TimeSpan ServiceWindow = TimeSpan.FromHours(24);
    static readonly TimeSpan TypingShows = TimeSpan.FromSeconds(25);
    static readonly TimeSpan PhoneStaysVisible = TimeSpan.FromDays(30);

    readonly List<ChatMessage> messages = [];
    DateTimeOffset? typingSince;

    public Customer Customer { get; } = customer;
    public BusinessNumber Number { get; } = number;
    public PairRate Pair { get; } = new();
    public IReadOnlyList<ChatMessage> Messages => messages;

    /// <summary>The customer has this chat on the screen: what arrives is read at once.</summary>
    public bool IsOpen { get; private set; }
    public DateTimeOffset? LastWrote { get; private set; }
    public DateTimeOffset? LastContactByPhone { get; private set; }

    public bool IsInWindow(DateTimeOffset now) => LastWrote is { } wrote && now <= wrote + ServiceWindow;

    public DateTimeOffset? WindowCloses => LastWrote + ServiceWindow;

    public bool ShowsTyping(DateTimeOffset now) => typingSince is { } since && now < since + TypingShows;

    /// <summary>Webhooks carry the phone number unless the person has a username and has not been in touch by phone for 30 days.</summary>
    public bool ShowsPhone(DateTimeOffset now) =>
        Customer.Phone is not null
        && (Customer.Username is null || LastContactByPhone is { } contact && now < contact + PhoneStaysVisible);

    public void Add(ChatMessage message)
    {
        messages.Add(message);
        Number.Rate.Count(message.At);
        if (messages.Count > Remembered)
            messages.RemoveAt(0);
        if (message.OpensWindow)
            LastWrote = message.At;
        if (message.Inbound && Customer.Username is null)
            LastContactByPhone = message.At;
        if (!message.Inbound)
            typingSince = null;
    }

    public void Remember(DateTimeOffset lastWrote) => LastWrote = lastWrote;

    public void ReachedByPhone(DateTimeOffset now) => LastContactByPhone = now;

    public void ShowTyping(DateTimeOffset now) => typingSince = now;

    public void Open() => IsOpen = true;

    public void Close() => IsOpen = false;

    /// <summary>What the phone shows: a message that was refused or is still under way is not on it.</summary>
    public IEnumerable<ChatMessage> OnPhone =>
        messages.Where(message => message.IsOnPhone && message.Type != "reaction");

    public IEnumerable<ChatMessage> Unread =>
        messages.Where(message => message is { Inbound: false, IsOnPhone: true, ReadAt: null });
}
