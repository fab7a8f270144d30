using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Delivery;

internal sealed class ReportDelivery(TrunklineDb db, TellParticipants tell, TimeProvider time) : IDeliveryReports
{
    public async Task<IReadOnlyList<bool>> ReportAsync(
        IReadOnlyList<DeliveryReport> reports,
        CancellationToken cancellation
    )
    {
        if (reports.Count == 0)
            return [];
        await db.SaveChangesAsync(cancellation); // what an earlier part of the same write has added is found too
        MessageId[] ids = [.. reports.Select(one => one.Message).Distinct()];
        // Locked: another process may be writing down what WhatsApp answered at this moment, and both must count.
        var messages = await db
            .Messages.Where(one => ids.Contains(one.Id))
            .OrderBy(one => one.Id)
            .Locked()
            .ToDictionaryAsync(one => one.Id, cancellation);
        var stored = await StoredAsync(ids, cancellation);
        var (now, changed, named) = (time.GetUtcNow(), new HashSet<Message>(), new List<Message>());
        var known = new List<bool>(reports.Count);
        foreach (var report in reports)
        {
            var found = messages.GetValueOrDefault(report.Message) is { IsOutgoing: true } one ? one : null;
            known.Add(found is not null);
            // Providers repeat themselves; a report that says nothing new leaves no second row.
            if (found is null || !stored.Add((found.Id, report.Event, report.At, report.Failure?.Code)))
                continue;
            db.Append(Store(found, report, now));
            var (before, nameless) = (found.Progress, found.ProviderId is null);
            found.Happened(report);
            // The customer may have read and answered it before the provider's own answer was here.
            if (nameless && found.ProviderId is not null)
                named.Add(found);
            if (before != found.Progress)
                changed.Add(found);
        }
        changed.UnionWith(await AwaitingAsync(named, cancellation));
        await LearnAsync(reports, messages, now, cancellation);
        await TellAsync(changed, cancellation);
        await db.SaveChangesAsync(cancellation);
        return known;
    }

    public Task<ConversationId?> ConversationOfAsync(MessageId message, CancellationToken cancellation) =>
        db
            .Messages.Where(one => one.Id == message)
            .Select(one => (ConversationId?)one.ConversationId)
            .SingleOrDefaultAsync(cancellation);

    public async Task<IReadOnlyDictionary<string, MessageId>> FindAsync(
        BusinessNumberId number,
        IReadOnlyCollection<string> providerMessageIds,
        CancellationToken cancellation
    )
    {
        string[] wanted = [.. providerMessageIds];
        var found = await db
            .Messages.Where(one => one.NumberId == number && one.ProviderId != null && wanted.Contains(one.ProviderId))
            .Select(one => new { one.ProviderId, one.Id })
            .ToListAsync(cancellation);
        return found.ToDictionary(one => one.ProviderId!, one => one.Id, StringComparer.Ordinal);
    }

    /// <summary>
    /// Whoever stores what a provider calls a message, and whoever stores a reply to one that nobody calls so yet: one of the two comes
    /// second, and sees the other. Take it before looking.
    /// </summary>
    internal static Task TakeTurnAsync(TrunklineDb db, BusinessNumberId number, CancellationToken cancellation) =>
        db.TakeTurnAsync($"names of messages at {number}", cancellation);

    /// <summary>What answers or reacts to these messages and came before anybody knew what the provider calls them.</summary>
    private async Task<IReadOnlyList<Message>> AwaitingAsync(
        IReadOnlyCollection<Message> named,
        CancellationToken cancellation
    )
    {
        if (named.Count == 0)
            return [];
        var byName = named.ToDictionary(one => (one.NumberId, one.ProviderId!));
        BusinessNumberId[] numbers = [.. named.Select(one => one.NumberId).Distinct().OrderBy(one => one.Value)];
        foreach (var number in numbers)
            await TakeTurnAsync(db, number, cancellation);
        string[] ids = [.. named.Select(one => one.ProviderId!)];
        var early = await db
            .Messages.Where(one => numbers.Contains(one.NumberId) && one.Awaits != null && ids.Contains(one.Awaits))
            .ToListAsync(cancellation);
        foreach (var one in early)
            if (byName.TryGetValue((one.NumberId, one.Awaits!), out var message))
                one.Concerns(message);
        return [.. early.Where(one => one.Awaits is null && one.IsShown())];
    }

    private static StoredReport Store(Message message, DeliveryReport report, DateTimeOffset now) =>
        new(
            message.EnterpriseId,
            message.Id,
            report.Event,
            report.At,
            report.Failure?.Code,
            report.Failure?.Sentence,
            report.Failure?.Details,
            now
        );

    private async Task<HashSet<(MessageId, DeliveryEvent, DateTimeOffset, string?)>> StoredAsync(
        MessageId[] ids,
        CancellationToken cancellation
    )
    {
        var stored = await db
            .DeliveryReports.Where(one => ids.Contains(one.MessageId))
            .Select(one => new
            {
                one.MessageId,
                one.Event,
                one.At,
                one.Code,
            })
            .ToListAsync(cancellation);
        return [.. stored.Select(one => (one.MessageId, one.Event, one.At, one.Code))];
    }

    private async Task LearnAsync(
        IReadOnlyList<DeliveryReport> reports,
        Dictionary<MessageId, Message> messages,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var telling = reports.Where(one => one.Identities.Count > 0 && messages.ContainsKey(one.Message)).ToList();
        if (telling.Count == 0)
            return;
        ConversationId[] ids = [.. telling.Select(one => messages[one.Message].ConversationId).Distinct()];
        var customers = await db
            .Conversations.Where(one => ids.Contains(one.Id))
            .Select(one => new { one.Id, one.CustomerId })
            .ToDictionaryAsync(one => one.Id, one => one.CustomerId, cancellation);
        var names = await KnownNames.ReadAsync(db, telling.SelectMany(one => one.Identities), cancellation);
        var others = telling.SelectMany(one => one.Identities).All(names.Knows)
            ? Enumerable.Empty<Other>().ToLookup(one => one.Customer)
            : await OtherNamesAsync([.. customers.Values], cancellation);
        foreach (var report in telling)
        {
            var customer = customers[messages[report.Message].ConversationId];
            var said = report.Identities.Where(one =>
                names.Knows(one) || !others[customer].Any(other => other.SpeaksAgainst(KnownNames.NameOf(one)))
            );
            names.Learn(customer, [.. said], report.At < now ? report.At : now);
        }
    }

    private async Task<ILookup<CustomerId, Other>> OtherNamesAsync(
        CustomerId[] customers,
        CancellationToken cancellation
    )
    {
        var others = await db
            .Identities.Where(one =>
                (one.ValidTo != null || one.Kind == IdentityName.UserId) && customers.Contains(one.CustomerId)
            )
            .Select(one => new Other(one.CustomerId, one.Kind, one.Key, one.ValidTo != null))
            .ToListAsync(cancellation);
        return others.ToLookup(one => one.Customer);
    }

    private async Task TellAsync(HashSet<Message> changed, CancellationToken cancellation)
    {
        var shown = changed.Where(one => one.Hold is MessageHold.None).ToList();
        if (shown.Count == 0)
            return;
        ConversationId[] ids = [.. shown.Select(one => one.ConversationId).Distinct()];
        var people = (
            await db
                .Participants.Where(one => ids.Contains(one.ConversationId))
                .Select(one => new { one.ConversationId, one.AccountId })
                .ToListAsync(cancellation)
        ).ToLookup(one => one.ConversationId, one => one.AccountId);
        foreach (var message in shown)
            tell.Changed(
                people[message.ConversationId],
                message.ConversationId,
                message.Id,
                // Whether a template that did not arrive may be sent again, and when, stands in the composer's place.
                facts: message is { Kind: MessageKind.Template, Progress.FailedAt: not null }
            );
    }

    /// <summary>A name that the customer has left, or an id of the channel that the customer has.</summary>
    private sealed record Other(CustomerId Customer, IdentityName Kind, string Key, bool HasEnded)
    {
        /// <summary>
        /// A send that went to a former name says nothing of the present one: the customer has gone on since. And another id is somebody
        /// else's, who has the customer's number now.
        /// </summary>
        public bool SpeaksAgainst((IdentityName Kind, string Key) name) =>
            HasEnded ? name == (Kind, Key) : name.Kind is IdentityName.UserId;
    }
}
