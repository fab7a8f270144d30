using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Pages;
using Trunkline.Organizations.Contracts;

namespace Trunkline.Conversations.Threads;

/// <summary>The list beside every page of the chat.</summary>
internal sealed class ReadInbox(
    ConversationList list,
    Availability availability,
    IAccountDirectory accounts,
    IFeatureDecisions features,
    TimeProvider time
)
{
    public async Task<InboxPane.Model> ReadAsync(
        AccountId account,
        ConversationFilter filter,
        string? words,
        string? cursor,
        ConversationId? current,
        CancellationToken cancellation
    )
    {
        var take = ConversationList.PageSize;
        var found = await list.ListAsync(account, filter, words, ListCursor.Read(cursor), take + 1, cancellation);
        var page = found.Take(take).ToList();
        var now = time.GetUtcNow();
        return new(
            [.. page.Select(view => RowText.Of(view, now, current))],
            filter.ToString().ToLowerInvariant(),
            words,
            found.Count > take ? Older(filter, words, ListCursor.Of(page[^1])) : null,
            !string.IsNullOrEmpty(cursor),
            await list.CountUnreadAsync(account, cancellation),
            await IsRestrictedAsync(account, cancellation),
            await availability.OffAsync(account, cancellation)
        );
    }

    private async Task<bool> IsRestrictedAsync(AccountId account, CancellationToken cancellation) =>
        await accounts.FindAsync(account, cancellation) is { } person
        && (await features.NowAsync(cancellation)).Decide(
            account.Actor,
            person.Organization,
            ConversationFeatures.RestrictIncoming
        );

    private static string Older(ConversationFilter filter, string? words, ListCursor cursor) =>
        $"/app?filter={filter.ToString().ToLowerInvariant()}&cursor={cursor}"
        + (string.IsNullOrWhiteSpace(words) ? "" : $"&q={Uri.EscapeDataString(words)}");
}
