using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>
/// All that the simulator knows, in memory. Whoever reads or changes it holds <see cref="Gate"/>; nobody waits for the
/// network or a timer while holding it.
/// </summary>
internal sealed class SimulatorState
{
    const int MostCustomers = 1_000;
    const int MostMessagesById = 20_000;

    readonly TimeProvider time;
    readonly Dictionary<string, BusinessNumber> numbers = [];
    readonly List<Customer> customers = [];
    readonly Dictionary<(Customer, BusinessNumber), Chat> chats = [];
    readonly Dictionary<string, (Chat Chat, ChatMessage Message)> messages = [];
    readonly Queue<string> oldestMessages = new();
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SimulatorState(IOptions<SimulatorOptions> options, TimeProvider time)
    {
        this.time = time;
        if (time is MovableTimeProvider clock)
            clock.Moved += _ => Changed();
        Options = options.Value;
        Behaviour = Options.Behaviour;
        foreach (var app in Options.Apps)
            Apps[app.Id] = new App(app);
        foreach (var number in Options.Numbers)
            Add(number);
        foreach (var template in Options.Templates)
            Templates.Add(template);
        foreach (var customer in Options.Customers.Count > 0 ? Options.Customers : Strangers())
            Add(customer, out _);
    }

    public Lock Gate { get; } = new();
    public SimulatorOptions Options { get; }
    public SimulatedBehaviour Behaviour { get; set; }
    public DateTimeOffset Now => time.GetUtcNow();
    public Dictionary<string, App> Apps { get; } = [];
    public List<SimulatedTemplate> Templates { get; } = [];
    public List<Fault> Faults { get; } = [];

    public IReadOnlyCollection<BusinessNumber> Numbers => numbers.Values;
    public IReadOnlyList<Customer> Customers => customers;

    public BusinessNumber? Number(string id) => numbers.GetValueOrDefault(id);

    public Customer? Customer(string key) =>
        customers.Find(customer => customer.Key == key || customer.UserId == key)
        ?? (Dialing.Digits(key) is { Length: > 5 } digits ? CustomerWithPhone(digits) : null);

    public Customer? CustomerWithPhone(string digits) => customers.Find(customer => customer.Has(digits));

    public Customer? CustomerWithUserId(string userId) => customers.Find(customer => customer.UserId == userId);

    public IEnumerable<Chat> ChatsOf(Customer customer) => numbers.Values.Select(number => Chat(customer, number));

    public Chat Chat(Customer customer, BusinessNumber number)
    {
        if (!chats.TryGetValue((customer, number), out var chat))
            chats[(customer, number)] = chat = new Chat(customer, number);
        return chat;
    }

    public bool Find(string messageId, [NotNullWhen(true)] out Chat? chat, [NotNullWhen(true)] out ChatMessage? message)
    {
        var found = messages.TryGetValue(messageId, out var entry);
        (chat, message) = entry;
        return found;
    }

    public BusinessNumber Add(SimulatedNumber number) => numbers[number.PhoneNumberId] = new BusinessNumber(number);

    /// <summary>False when there is no room for one more; an existing person with that phone or user id is returned as is.</summary>
    public bool Add(SimulatedCustomer known, [NotNullWhen(true)] out Customer? customer)
    {
        customer = known.Phone is { } phone ? CustomerWithPhone(Dialing.Digits(phone)) : null;
        customer ??= known.UserId is { } userId ? CustomerWithUserId(userId) : null;
        if (customer is null && customers.Count < MostCustomers)
        {
            customer = new Customer(FreeKey(known), known);
            customers.Add(customer);
        }
        if (customer is null)
            return false;
        foreach (var (numberId, wrote) in known.LastWrote)
        {
            if (Number(numberId) is { } number)
                Chat(customer, number).Remember(wrote);
        }
        Changed();
        return true;
    }

    public void Remove(Customer customer)
    {
        customers.Remove(customer);
        foreach (var number in numbers.Values)
            chats.Remove((customer, number));
        Changed();
    }

    public void Add(Chat chat, ChatMessage message)
    {
        chat.Add(message);
        messages[message.Id] = (chat, message);
        oldestMessages.Enqueue(message.Id);
        if (oldestMessages.Count > MostMessagesById)
            messages.Remove(oldestMessages.Dequeue());
        Changed();
    }

    public void ForgetConversations()
    {
        chats.Clear();
        messages.Clear();
        oldestMessages.Clear();
        Faults.Clear();
        Changed();
    }

    /// <summary>Tells whoever watches the phones that something on them is new.</summary>
    public void Changed()
    {
        var before = Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        before.SetResult();
    }

    /// <summary>Completes at the next change.</summary>
    public Task NextChange => Volatile.Read(ref changed).Task;

    string FreeKey(SimulatedCustomer known)
    {
        var words = string.Concat(known.Name.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var key = words.Length > 0 ? string.Join('-', words) : "customer";
        return customers.TrueForAll(customer => customer.Key != key) ? key : $"{key}-{customers.Count + 1}";
    }

    static SimulatedCustomer[] Strangers() =>
        [
            new() { Name = "Maria Gómez", Phone = "+1 305 555 0141" },
            new() { Name = "Unknown customer", Phone = "+1 786 555 0199" },
            new() { Name = "Noa", Username = "noa.writes" },
        ];
}

/// <summary>An app and the accounts that it is subscribed to, with its override per account.</summary>
internal sealed class App(SimulatedApp settings)
{
    public const string Verified = "verified";

    public SimulatedApp Settings { get; set; } = settings;

    /// <summary>Accounts from which it has unsubscribed; a simulated app starts subscribed to all.</summary>
    public HashSet<string> Unsubscribed { get; } = [];
    public Dictionary<string, WebhookOverride> Overrides { get; } = [];

    /// <summary>What the last verification of the callback address found; null before the first.</summary>
    public string? Verification { get; set; }
    public List<AccessToken> Tokens { get; } = [.. settings.AccessTokens.Select(token => new AccessToken(token))];

    public string? CallbackFor(string accountId, BusinessNumber? number) =>
        Unsubscribed.Contains(accountId)
            ? null
            : number?.Override?.CallbackUrl
                ?? Overrides.GetValueOrDefault(accountId)?.CallbackUrl
                ?? Settings.CallbackUrl;
}

internal sealed record AccessToken(string Value, DateTimeOffset? ExpiresAt = null, IReadOnlyList<string>? Scopes = null)
{
    public const string Messaging = "whatsapp_business_messaging";
    public const string Management = "whatsapp_business_management";

    public bool Has(string scope) => Scopes is null || Scopes.Contains(scope);
}
