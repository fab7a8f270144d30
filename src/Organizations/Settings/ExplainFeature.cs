using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Why? Every gate in order, for an organization or for one person in it, as pages and as data.
internal static class ExplainFeature
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/setup/features/{feature}/why", Show).RequiresAnyPrivilege();
        faces.Api.MapGet("/organizations/{organization}/features/{feature}/explanation", Get).RequiresAnyPrivilege();
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        FeatureKey feature,
        ActorId? account,
        IFeatureDecisions decisions,
        FeatureCatalog catalog,
        FeatureReach reach,
        CurrentTree current,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        var found = await AskAsync(scope, feature, account, catalog, reach, current, caller, cancellation);
        if (!found.Succeeded)
        {
            return found.Refusal!.ToHttp();
        }
        var (asked, leaf) = found.Value;
        var trace = await decisions.TraceAsync(
            feature,
            asked,
            await caller.ReachAsync(null, cancellation),
            cancellation
        );
        var below = (await current.NowAsync(cancellation))
            .Tree.Organizations.Subtree(scope.Organization)
            .ToArray()
            .Select(row => row.Id)
            .ToList();
        var people = scope.May(Addresses.AccountsPrivilege) ? await reach.ListAsync(below, [], [], cancellation) : [];
        return Page.Of<WhyPage>(new { Shown = new WhyModel(scope, catalog.Find(feature).Value, leaf, trace, people) });
    }

    private static async Task<IResult> Get(
        OrganizationScope scope,
        FeatureKey feature,
        ActorId? account,
        IFeatureDecisions decisions,
        FeatureCatalog catalog,
        FeatureReach reach,
        CurrentTree current,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        var found = await AskAsync(scope, feature, account, catalog, reach, current, caller, cancellation);
        return found.Succeeded
            ? Results.Ok(
                await decisions.TraceAsync(
                    feature,
                    found.Value.Node,
                    await caller.ReachAsync(null, cancellation),
                    cancellation
                )
            )
            : found.Refusal!.ToHttp();
    }

    /// The organization itself, or one person who lives there or below; anybody else is not found. About people only those may ask who
    /// may look at accounts.
    private static async Task<Result<(FeatureNode Node, FeatureLeaf? Leaf)>> AskAsync(
        OrganizationScope scope,
        FeatureKey feature,
        ActorId? account,
        FeatureCatalog catalog,
        FeatureReach reach,
        CurrentTree current,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        if (catalog.Find(feature).Refusal is { } unknown)
        {
            return unknown;
        }
        if (account is not { } id)
        {
            return (new FeatureNode(scope.Organization), null);
        }
        var people = await caller.AccessOrganizationAsync(
            scope.Organization,
            Addresses.AccountsPrivilege,
            cancellation
        );
        if (people.Refusal is { } mayNot)
        {
            return mayNot;
        }
        var leaf = (await reach.FindAsync([new FeatureNode(scope.Organization, id)], cancellation)).GetValueOrDefault(
            id
        );
        return
            leaf is not null
            && (await current.NowAsync(cancellation)).Tree.Organizations.IsWithin(leaf.Organization, scope.Organization)
            ? (new FeatureNode(leaf.Organization, id), leaf)
            : new NotFound("account");
    }
}

internal sealed record WhyModel(
    OrganizationScope Scope,
    Feature Feature,
    FeatureLeaf? Leaf,
    FeatureTrace Trace,
    IReadOnlyList<FeatureLeaf> People
);
