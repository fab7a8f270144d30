using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Switches;

/// Why? for one account and one feature, as a page and as JSON.
internal static class ExplainFeature
{
    public static void Map(IEndpointRouteBuilder portal, IEndpointRouteBuilder api)
    {
        portal.MapGet("/o/{organization}/accounts/{account}/why/{feature}", Show).Requires(AccountPrivileges.Accounts);
        api.MapGet("/accounts/{account}/features/{feature}/explanation", Answer).Requires(AccountPrivileges.Accounts);
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        AccountId account,
        string feature,
        AccessAccount access,
        AccountFeatures features,
        ICaller caller,
        IFeatureDecisions decisions,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var found = await access.AccessAsync(scope, account, cancellation);
        if (found.Refusal is { } refusal)
            return refusal.ToHttp();
        if (features.Find(feature) is not { } known)
            return new NotFound("feature").ToHttp();
        return Page.Of<WhyPage>(
            new
            {
                Scope = scope,
                Person = found.Value.Account.ToEntry(),
                Feature = known,
                Trace = await TraceAsync(found.Value, known, caller, decisions, cancellation),
                At = time.GetUtcNow(),
            }
        );
    }

    private static async Task<IResult> Answer(
        AccountId account,
        string feature,
        AccessAccount access,
        AccountFeatures features,
        ICaller caller,
        IFeatureDecisions decisions,
        CancellationToken cancellation
    )
    {
        var found = await access.AccessAsync(account, AccountPrivileges.Accounts, cancellation);
        if (found.Refusal is { } refusal)
            return refusal.ToHttp();
        if (features.Find(feature) is not { } known)
            return new NotFound("feature").ToHttp();
        var trace = await TraceAsync(found.Value, known, caller, decisions, cancellation);
        return Results.Json(
            new
            {
                Account = account,
                Feature = known.Key.Name,
                trace.Open,
                Trace = trace.Gates,
            },
            Json.Options
        );
    }

    private static async Task<FeatureTrace> TraceAsync(
        AccessibleAccount found,
        Feature feature,
        ICaller caller,
        IFeatureDecisions decisions,
        CancellationToken cancellation
    ) =>
        await decisions.TraceAsync(
            feature.Key,
            new(found.Account.OrganizationId, found.Account.Id.Actor),
            await caller.ReachAsync(null, cancellation),
            cancellation
        );
}
