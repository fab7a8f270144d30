using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Messages;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

internal enum ConversationFilter
{
    All,
    Unread,

    /// <summary>The customer spoke last.</summary>
    Waiting,
}

/// <summary>One conversation as its participant sees it in lists and at the top of the thread.</summary>
internal sealed record ConversationView(
    ConversationId Id,
    string Channel,
    BusinessNumberId NumberId,
    CustomerId CustomerId,
    string Name,
    string? Phone,
    string? Username,
    string? ProfileName,
    ConsentState Consent,
    DateTimeOffset ConsentAt,
    DateTimeOffset? LastInboundAt,
    DateTimeOffset ActiveAt,
    LastMessage? Last,
    int Unread,
    AccountId Viewer
)
{
    public Window Window => Window.After(LastInboundAt);
}

internal sealed record LastMessage(
    MessageDirection Direction,
    MessageKind Kind,
    string Text,
    string? Detail,
    MessageState State,
    bool Revoked,
    AccountId? Author
);

/// <summary>The conversations of one account. Every list, count, search and fetch goes through its participations.</summary>
internal sealed class ConversationList(TrunklineDb db)
{
    public const int PageSize = 40;

    public async Task<IReadOnlyList<ConversationView>> ListAsync(
        AccountId account,
        ConversationFilter filter,
        string? words,
        ListCursor? after,
        int take,
        CancellationToken cancellation
    )
    {
        var rows = Rows(
            account,
            filter is ConversationFilter.Unread ? db.Participants.Where(one => one.HasUnread) : db.Participants
        );
        if (filter is ConversationFilter.Waiting)
            rows = rows.Where(row => row.Last!.Direction == MessageDirection.Incoming);
        if (Words(words) is { } sought)
        {
            var digits = string.Concat(sought.Where(char.IsAsciiDigit));
            rows = rows.Where(row =>
                row.Saved!.ToLower().Contains(sought)
                || row.Customer.ProfileName!.ToLower().Contains(sought)
                || row.Customer.Username!.ToLower().Contains(sought)
                || (digits.Length > 2 && row.Phone!.Contains(digits))
            );
        }
        if (after is { } cursor)
            rows = rows.Where(row => row.Conversation.ActiveAt < cursor.ActiveAt);
        // First which, then what they say: to find the newest, the database would put together the rows of all of a person's conversations.
        var page = await rows.OrderByDescending(row => row.Conversation.ActiveAt)
            .Select(row => new { row.Conversation.Id, row.Conversation.ActiveAt })
            .Take(take)
            .ToListAsync(cancellation);
        var views = await FindAsync(account, [.. page.Select(one => one.Id)], cancellation);
        // Where the list goes on is where it stood when it was sorted, whatever has come since. What was lost since is not in it.
        return
        [
            .. page.Where(one => views.ContainsKey(one.Id))
                .Select(one => views[one.Id] with { ActiveAt = one.ActiveAt }),
        ];
    }

    public async Task<ConversationView?> FindAsync(
        AccountId account,
        ConversationId id,
        CancellationToken cancellation
    ) => (await FindAsync(account, [id], cancellation)).GetValueOrDefault(id);

    /// <summary>Those of these conversations in which the account takes part.</summary>
    public async Task<IReadOnlyDictionary<ConversationId, ConversationView>> FindAsync(
        AccountId account,
        IReadOnlyCollection<ConversationId> ids,
        CancellationToken cancellation
    )
    {
        // Asked of the participations: asked of the conversations, a PostgreSQL without statistics compares each of the
        // person's participations with all conversations of the enterprise.
        var participations = db.Participants.Where(participant => ids.Contains(participant.ConversationId));
        var rows = await Rows(account, participations).AsNoTracking().ToListAsync(cancellation);
        return rows.Select(row => View(row, account)).ToDictionary(one => one.Id);
    }

    /// <summary>In how many conversations there is something unread.</summary>
    public Task<int> CountUnreadAsync(AccountId account, CancellationToken cancellation) =>
        // To whoever has left nothing is unread, and without that question the index alone has the answer.
        db
            .Participants.IgnoreQueryFilters([ParticipantTable.Present])
            .CountAsync(one => one.AccountId == account && one.HasUnread, cancellation);

    private IQueryable<Row> Rows(AccountId account, IQueryable<Participant> participations)
    {
        var contacts = db.Contacts.Where(contact => contact.AccountId == account);
        var phones = db.Identities.Where(one => one.ValidTo == null && one.Kind == IdentityName.Phone);
        var messages = db.Messages;
        return from participant in participations
            where participant.AccountId == account
            join conversation in db.Conversations on participant.ConversationId equals conversation.Id
            join customer in db.Customers on conversation.CustomerId equals customer.Id
            // Who stepped in later does not see what was said before, though nothing that shows was said since.
            from message in messages
                .Where(one => one.Id == conversation.LastMessageId && one.StoredAt >= participant.SeesFrom)
                .DefaultIfEmpty()
            select new Row
            {
                Conversation = conversation,
                Customer = customer,
                Last = message,
                Saved = contacts
                    .Where(contact => contact.CustomerId == customer.Id)
                    .Select(contact => contact.Name)
                    .FirstOrDefault(),
                Phone = phones
                    .Where(one => one.CustomerId == customer.Id)
                    .OrderByDescending(one => one.ValidFrom)
                    .Select(one => one.Value)
                    .FirstOrDefault(),
                Unread = conversation.IncomingCount - participant.ReadCount,
            };
    }

    private static ConversationView View(Row row, AccountId viewer) =>
        new(
            row.Conversation.Id,
            row.Conversation.Channel,
            row.Conversation.NumberId,
            row.Customer.Id,
            CustomerName.Of(row.Saved, row.Customer.ProfileName, row.Customer.Username, row.Phone),
            row.Phone,
            row.Customer.Username,
            row.Customer.ProfileName,
            row.Conversation.Consent,
            row.Conversation.ConsentAt,
            row.Conversation.LastInboundAt,
            row.Conversation.ActiveAt,
            row.Last is { } last
                ? new(
                    last.Direction,
                    last.Kind,
                    last.Text,
                    last.Detail,
                    last.State,
                    last.RevokedAt is not null,
                    last.Author
                )
                : null,
            row.Unread,
            viewer
        );

    private static string? Words(string? words) =>
        string.IsNullOrWhiteSpace(words) ? null : words.Trim().TrimStart('@').ToLowerInvariant();

    private sealed class Row
    {
        public required Conversation Conversation { get; init; }
        public required Customer Customer { get; init; }
        public required Message? Last { get; init; }
        public required string? Saved { get; init; }
        public required string? Phone { get; init; }
        public required int Unread { get; init; }
    }
}

/// <summary>Where a list goes on. No two conversations of an account are active in the same microsecond.</summary>
internal readonly record struct ListCursor(DateTimeOffset ActiveAt)
{
    public static ListCursor Of(ConversationView last) => new(last.ActiveAt);

    public static ListCursor? Read(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks < DateTimeOffset.MaxValue.Ticks
            ? new ListCursor(new DateTimeOffset(ticks, TimeSpan.Zero))
            : null;

    public override string ToString() => ActiveAt.UtcTicks.ToString(CultureInfo.InvariantCulture);
}
