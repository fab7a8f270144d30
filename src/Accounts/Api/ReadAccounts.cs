using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Api;

/// GET /accounts and /accounts/{account}. The list is ordered by e-mail address; the cursor is the last one of the page.
internal static class ReadAccounts
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/accounts", List).Requires(AccountPrivileges.Accounts);
        api.MapGet("/accounts/{account}", Show).Requires(AccountPrivileges.Accounts);
    }

    internal sealed record Query : IRequest
    {
        public OrganizationId? Organization { get; init; }

        [StringLength(100)]
        public string? Q { get; init; }

        public AccountStatus? Status { get; init; }

        [StringLength(400)]
        public string? Cursor { get; init; }

        [Range(1, 200)]
        public int? Limit { get; init; }
    }

    private static async Task<Refusal?> LackingAsync(
        ICaller caller,
        IOrganizations organizations,
        CancellationToken cancellation
    )
    {
        var seen = await caller.ReachAsync(null, cancellation);
        var topmost = (await organizations.NowAsync(cancellation)).All.First(one => seen.Contains(one.Id));
        return (await caller.AccessOrganizationAsync(topmost.Id, AccountPrivileges.Accounts, cancellation)).Refusal;
    }

    private static async Task<IResult> List(
        [AsParameters] Query query,
        ICaller caller,
        IOrganizations organizations,
        IFeatureDecisions decisions,
        AccountFeatures features,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var places = await caller.ReachAsync(AccountPrivileges.Accounts, cancellation);
        if (query.Organization is { } top)
        {
            var scope = await caller.AccessOrganizationAsync(top, AccountPrivileges.Accounts, cancellation);
            if (scope.Refusal is { } refusal)
                return refusal.ToHttp();
            var map = await organizations.NowAsync(cancellation);
            places = map.Subtree(top).Select(entry => entry.Id).ToHashSet();
        }
        // Nobody has an empty list for want of a right: a program would believe it.
        else if (places.Count == 0 && await LackingAsync(caller, organizations, cancellation) is { } lacking)
            return lacking.ToHttp();
        var cursor = query.Cursor ?? "";
        var limit = query.Limit ?? 50;
        var accounts = db
            .Accounts.AsNoTracking()
            .Where(account => places.Contains(account.OrganizationId) && string.Compare(account.Email, cursor) > 0);
        if (query.Status is { } status)
            accounts = accounts.Where(account => account.Status == status);
        var page = await accounts
            .WithWords(query.Q, [])
            .OrderBy(account => account.Email)
            .Take(limit + 1)
            .ToListAsync(cancellation);
        var view = await decisions.NowAsync(cancellation);
        var shown = page.Take(limit)
            .Select(account =>
                ShownAccount.Of(
                    account,
                    features.All.ToDictionary(
                        feature => feature.Key,
                        feature => EffectiveValue.Of(view, feature.Key, account.ToEntry())
                    ),
                    version: null
                )
            )
            .ToList();
        return Results.Json(
            new { Items = shown, Next = page.Count > limit ? page[limit - 1].Email : null },
            Json.Options
        );
    }

    private static async Task<IResult> Show(
        AccountId account,
        AccessAccount access,
        SwitchAccount switches,
        CancellationToken cancellation
    )
    {
        var found = await access.AccessAsync(account, AccountPrivileges.Accounts, cancellation);
        return found.Refusal is { } refusal
            ? refusal.ToHttp()
            : await AnswerAsync(found.Value.Account, switches, StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> AnswerAsync(
        Account account,
        SwitchAccount switches,
        int status,
        CancellationToken cancellation
    ) =>
        Results.Json(
            ShownAccount.Of(
                account,
                await switches.ValuesAsync(account, cancellation),
                await switches.VersionAsync(account, cancellation)
            ),
            Json.Options,
            statusCode: status
        );
}
