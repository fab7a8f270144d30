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
    private readonly KnownNames names;
    private readonly Dictionary<CustomerId, Customer> customers;
    private readonly Dictionary<CustomerId, Conversation> conversations;
    private readonly Dictionary<ConversationId, List<AccountId>> participants;
    private readonly Dictionary<CustomerId, HashSet<AccountId>> acquainted;
    private readonly Dictionary<string, Message> messages;
    private readonly HashSet<ConversationId> waiting;

    private IncomingBatch(
        TrunklineDb db,
        KnownNames names,
        IEnumerable<Customer> customers,
        IEnumerable<Conversation> conversations,
        IReadOnlyCollection<(ConversationId Conversation, CustomerId Customer, AccountId Account)> taking,
        IEnumerable<Message> messages,
        IEnumerable<ConversationId> waiting
    )
    {
        this.db = db;
        this.names = names;
        this.customers = customers.ToDictionary(one => one.Id);
        this.conversations = conversations.ToDictionary(one => one.CustomerId);
        participants = taking
            .GroupBy(one => one.Conversation)
            .ToDictionary(group => group.Key, group => group.Select(one => one.Account).ToList());
        acquainted = taking
            .GroupBy(one => one.Customer)
            .ToDictionary(group => group.Key, group => group.Select(one => one.Account).ToHashSet());
        this.messages = messages.ToDictionary(one => one.ProviderId!, StringComparer.Ordinal);
        this.waiting = [.. waiting];
    }

    public static async Task<IncomingBatch> ReadAsync(
        TrunklineDb db,
        IReadOnlyList<IncomingMessage> incoming,
        CancellationToken cancellation
    )
    {
        var (number, channel) = (incoming[0].Number, incoming[0].Channel);
        var names = await KnownNames.ReadAsync(db, incoming.SelectMany(one => one.Identities), cancellation);
        CustomerId[] known = [.. names.Customers];
        string[] providerIds = [.. incoming.SelectMany(ProviderIds).Distinct(StringComparer.Ordinal)];
        var customers = await db.Customers.Where(one => known.Contains(one.Id)).ToListAsync(cancellation);
        // Whoever writes or asks for consent meanwhile waits, and then sees what this batch has made of the conversation.
        var conversations = await db
            .Conversations.Where(one => one.NumberId == number && known.Contains(one.CustomerId))
            .Locked()
            .ToListAsync(cancellation);
        var taking = await db
            .Conversations.Where(one => one.Channel == channel && known.Contains(one.CustomerId))
            .Join(
                db.Participants,
                one => one.Id,
                one => one.ConversationId,
                (one, participant) =>
                    new
                    {
                        one.Id,
                        one.CustomerId,
                        participant.AccountId,
                    }
            )
            .ToListAsync(cancellation);
        ConversationId[] touched = [.. conversations.Select(one => one.Id)];
        var messages = await db
            .Messages.Where(one => one.NumberId == number && providerIds.Contains(one.ProviderId))
            .ToListAsync(cancellation);
        var held = db.Messages.Where(one => one.Hold == MessageHold.Waiting);
        // Thousands may wait at a number at which nobody may receive; one of each conversation is enough to know.
        var waiting = await db
            .Conversations.Where(one =>
                touched.Contains(one.Id) && held.Any(message => message.ConversationId == one.Id)
            )
            .Select(one => one.Id)
            .ToListAsync(cancellation);
        return new(
            db,
            names,
            customers,
            conversations,
            [.. taking.Select(one => (one.Id, one.CustomerId, one.AccountId))],
            messages,
            waiting
        );
    }

    /// <summary>The earlier message that the provider calls by this id.</summary>
    public Message? Find(string? providerId) => providerId is null ? null : messages.GetValueOrDefault(providerId);

    public Customer FindOrAddCustomer(IncomingMessage incoming, DateTimeOffset now)
    {
        var known = names.Of(incoming.Identities);
        Customer customer;
        if (known.Count == 0)
        {
            customer = new(db.Enterprise!.Value, now);
            customers[customer.Id] = customer;
            db.Append(customer);
        }
        else
            customer = customers[
                FindCustomer.Meant(known, conversations.Values.Select(one => (one.CustomerId, one.ActiveAt)))
            ];
        names.Learn(customer.Id, incoming.Identities, now);
        customer.CallThemselves(incoming.ProfileName, incoming.Username);
        return customer;
    }

    public Conversation FindOrStart(IncomingMessage incoming, Customer customer, DateTimeOffset now)
    {
        if (conversations.TryGetValue(customer.Id, out var known))
            return known;
        var started = new Conversation(customer.EnterpriseId, incoming.Channel, incoming.Number, customer.Id, now);
        conversations[customer.Id] = started;
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

    public void Join(Conversation conversation, IReadOnlyList<AccountId> people, DateTimeOffset seesFrom)
    {
        if (people.Count == 0)
            return;
        participants[conversation.Id] = [.. ParticipantsOf(conversation), .. people];
        acquainted[conversation.CustomerId] = [.. AcquaintedWith(conversation), .. people];
        foreach (var account in people)
            db.Append(Participant.In(conversation, account, seesFrom));
    }

    public void Add(Message message)
    {
        db.Append(message);
        if (message.ProviderId is { } id)
            messages[id] = message;
        if (message.Hold is MessageHold.Waiting)
            waiting.Add(message.ConversationId);
    }

    /// <summary>Whether messages of the conversation wait to be shown; the answer is yes once.</summary>
    public bool TakeWaiting(Conversation conversation) => waiting.Remove(conversation.Id);

    private static IEnumerable<string> ProviderIds(IncomingMessage incoming)
    {
        yield return incoming.ProviderMessageId;
        if (TargetOf(incoming) is { } target)
            yield return target;
    }

    /// <summary>The provider's id of the message that this one answers, changes or reacts to.</summary>
    public static string? TargetOf(IncomingMessage incoming) =>
        incoming.Content switch
        {
            IncomingContent.Edited edited => edited.ProviderMessageId,
            IncomingContent.Revoked revoked => revoked.ProviderMessageId,
            IncomingContent.Reaction reaction => reaction.ProviderMessageId,
            _ => incoming.RepliesTo,
        };
}
