using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Receiving;

/// <summary>
/// Everything that the messages of one batch touch, read with one query of each kind however many they are. What the batch
/// itself adds is known here from then on, before it is in the database.
/// </summary>
internal sealed class IncomingBatch
{
    private readonly TrunklineDb db;
    private readonly Attendance attendance;
    private readonly KnownNames names;
    private readonly Dictionary<CustomerId, Customer> customers;
    private readonly Dictionary<CustomerId, Conversation> conversations;
    private readonly Dictionary<ConversationId, List<AccountId>> participants;
    private readonly Dictionary<ConversationId, List<AccountId>> absent;
    private readonly UnreadMarks marks;
    private readonly Dictionary<CustomerId, HashSet<AccountId>> acquainted;
    private readonly Dictionary<string, Message> messages = new(StringComparer.Ordinal);
    private readonly List<Message> early = [];
    private readonly HashSet<ConversationId> waiting;

    private IncomingBatch(
        TrunklineDb db,
        Attendance attendance,
        KnownNames names,
        IEnumerable<Customer> customers,
        IEnumerable<Conversation> conversations,
        IReadOnlyCollection<Acquaintance> acquaintances,
        IEnumerable<Message> messages
    )
    {
        this.db = db;
        this.attendance = attendance;
        this.names = names;
        this.customers = customers.ToDictionary(one => one.Id);
        this.conversations = conversations.ToDictionary(one => one.CustomerId);
        marks = new(db);
        var readAll = acquaintances
            .Where(one => one.Present.Any(who => !who.HasUnread))
            .Select(one => one.Conversation)
            .ToHashSet();
        foreach (var conversation in this.conversations.Values)
            marks.Watch(conversation, somebodyHasReadAll: readAll.Contains(conversation.Id));
        participants = acquaintances.ToDictionary(
            one => one.Conversation,
            one => one.Present.Select(who => who.Account).ToList()
        );
        absent = acquaintances.ToDictionary(
            one => one.Conversation,
            one => one.People.Where(who => who.HasLeft).Select(who => who.Account).ToList()
        );
        acquainted = acquaintances
            .GroupBy(one => one.Customer)
            .ToDictionary(
                group => group.Key,
                group => group.SelectMany(one => one.People.Select(who => who.Account)).ToHashSet()
            );
        foreach (var message in messages.Distinct())
            Remember(message);
        waiting = [.. acquaintances.Where(one => one.Waits).Select(one => one.Conversation)];
    }

    public static async Task<IncomingBatch> ReadAsync(
        TrunklineDb db,
        Attendance attendance,
        IReadOnlyList<IncomingMessage> incoming,
        CancellationToken cancellation
    )
    {
        var (number, channel) = (incoming[0].Number, incoming[0].Channel);
        var identities = db.Identities;
        var found = await KnownNames
            .Query(db, incoming.SelectMany(one => one.Identities))
            .Join(
                db.Customers,
                name => name.CustomerId,
                one => one.Id,
                (name, one) =>
                    new
                    {
                        Name = name,
                        Customer = one,
                        HasId = identities.Any(other =>
                            other.CustomerId == one.Id && other.Kind == IdentityName.UserId && other.ValidTo == null
                        ),
                    }
            )
            .ToListAsync(cancellation);
        var names = new KnownNames(
            db,
            found.Select(one => one.Name),
            found.Where(one => one.HasId).Select(one => one.Customer.Id)
        );
        await names.ReadFormerAsync(incoming.SelectMany(one => one.Identities), cancellation);
        CustomerId[] known = [.. names.Customers];
        var customers = found.Select(one => one.Customer).Distinct().ToList();
        CustomerId[] former = [.. known.Except(customers.Select(one => one.Id))];
        if (former.Length > 0)
            customers.AddRange(await db.Customers.Where(one => former.Contains(one.Id)).ToListAsync(cancellation));
        // Whoever writes or asks for consent meanwhile waits, and then sees what this batch has made of the conversation.
        var conversations = await db
            .Conversations.Where(one => one.NumberId == number && known.Contains(one.CustomerId))
            .OrderBy(one => one.Id)
            .Locked()
            .ToListAsync(cancellation);
        var acquaintances = await Acquaintance.ReadAsync(db, channel, known, cancellation);
        var messages = await ConcernedMessages.ReadAsync(db, number, incoming, cancellation);
        return new(db, attendance, names, customers, conversations, acquaintances, messages);
    }

    /// <summary>The earlier message that the provider calls by this id.</summary>
    public Message? Find(string? providerId) => providerId is null ? null : messages.GetValueOrDefault(providerId);

    public async Task<Customer> FindOrAddCustomerAsync(
        IncomingMessage incoming,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var former = names.FormerOf(incoming.Identities);
        // Said before the customer moved, and come after: how the customer was reached then is nothing to learn.
        if (incoming.At <= former?.ValidTo)
            return customers[former.CustomerId];
        var (known, others) = names.OwnAndOthers(incoming.Identities);
        await names.EndAsync([.. others.Where(one => one.ValidFrom <= incoming.At)], now, cancellation);
        Customer customer;
        if (known.Count == 0 && former is not null)
            customer = customers[former.CustomerId];
        else if (known.Count == 0)
        {
            customer = new(db.Enterprise!.Value, now);
            customers[customer.Id] = customer;
            db.Append(customer);
        }
        else
            customer = customers[
                FindCustomer.Meant(known, conversations.Values.Select(one => (one.CustomerId, one.ActiveAt)))
            ];
        names.Learn(customer.Id, incoming.Identities, Earlier(incoming.At, now));
        customer.CallThemselves(incoming.ProfileName, incoming.Username);
        return customer;
    }

    public Conversation FindOrStart(IncomingMessage incoming, Customer customer, DateTimeOffset now)
    {
        if (conversations.TryGetValue(customer.Id, out var known))
            return known;
        var started = new Conversation(customer.EnterpriseId, incoming.Channel, incoming.Number, customer.Id, now);
        conversations[customer.Id] = started;
        marks.Watch(started, somebodyHasReadAll: false);
        db.Append(started);
        return started;
    }

    public IReadOnlyList<AccountId> ParticipantsOf(Conversation conversation) =>
        participants.GetValueOrDefault(conversation.Id) ?? [];

    /// <summary>Everybody who takes part in any of these conversations.</summary>
    public IEnumerable<AccountId> Everybody => acquainted.Values.SelectMany(people => people).Distinct();

    /// <summary>Whoever is in a conversation with this customer on this channel already.</summary>
    public IReadOnlySet<AccountId> AcquaintedWith(Conversation conversation) =>
        acquainted.GetValueOrDefault(conversation.CustomerId) ?? [];

    public Task LeaveAsync(Conversation conversation, IReadOnlyList<AccountId> people, CancellationToken cancellation)
    {
        if (people.Count > 0)
            participants[conversation.Id] = [.. ParticipantsOf(conversation).Except(people)];
        return attendance.LeaveAsync(conversation.Id, people, cancellation);
    }

    public async Task JoinAsync(
        Conversation conversation,
        IReadOnlyList<AccountId> people,
        DateTimeOffset seesFrom,
        CancellationToken cancellation
    )
    {
        if (people.Count == 0)
            return;
        participants[conversation.Id] = [.. ParticipantsOf(conversation), .. people];
        acquainted[conversation.CustomerId] = [.. AcquaintedWith(conversation), .. people];
        var returning = people.Intersect(absent.GetValueOrDefault(conversation.Id) ?? []).ToList();
        if (returning.Count > 0)
            foreach (var one in await attendance.ReturnAsync(conversation, returning, seesFrom, cancellation))
                marks.Joined(one);
        foreach (var account in people.Except(returning))
        {
            var participant = Participant.In(conversation, account, seesFrom);
            marks.Joined(participant);
            db.Append(participant);
        }
    }

    /// <summary>Once all messages are received.</summary>
    public Task MarkUnreadAsync(CancellationToken cancellation) => marks.SetAsync(cancellation);

    public void Add(Message message)
    {
        db.Append(message);
        Remember(message);
        if (message.Hold is not MessageHold.Waiting)
            return;
        waiting.Add(message.ConversationId);
        KeptWaiting = KeptWaiting is var (first, last)
            ? (Earlier(first, message.StoredAt), Later(last, message.StoredAt))
            : (message.StoredAt, message.StoredAt);
    }

    /// <summary>What came earlier than the message that it answers, changes or reacts to, as it came.</summary>
    public IReadOnlyList<Message> EarlierThan(Message message) =>
        message.ProviderId is null || early.Count == 0
            ? []
            : [.. early.Where(one => one.Awaits == message.ProviderId).OrderBy(one => one.StoredAt)];

    private void Remember(Message message)
    {
        if (message.ProviderId is { } id)
            messages[id] = message;
        if (message.Awaits is not null)
            early.Add(message);
    }

    /// <summary>When the first and the last of the messages were stored that this batch keeps waiting for somebody.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? KeptWaiting { get; private set; }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>Whether messages of the conversation wait to be shown; the answer is yes once.</summary>
    public bool TakeWaiting(Conversation conversation) => waiting.Remove(conversation.Id);
}
