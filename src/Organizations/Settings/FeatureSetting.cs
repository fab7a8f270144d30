using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Organizations.Settings;

/// One feature at one organization: the value, the way to it, who set it, and the version that a form repeats.
internal sealed record FeatureSetting(
    Feature Feature,
    FeatureExplanation Explanation,
    long Version,
    IReadOnlyDictionary<Guid, StoredValue> Written,
    IReadOnlySet<OrganizationId>? Visible
)
{
    public OrganizationId Organization => Explanation.Node.Organization;

    public string OrganizationName => Explanation.Steps[^1].Name;

    public bool On => Explanation.On;

    public OwnValue Own => Explanation.Own;

    public bool HasAbove => Explanation.Steps.Count > 1;

    /// Who last wrote the value that decides, here or above; null where nobody ever did.
    public StoredValue? WrittenDecisive =>
        Explanation.Decisive is { } step ? Written.GetValueOrDefault(StoredValue.IdOf(step.Node)) : null;

    /// Who last changed anything here or above, where nothing is stored that decides: a turning off leaves just that behind.
    public StoredValue? WrittenLast =>
        Explanation.Decisive is null
            ? Explanation
                .Steps.Where(step => !step.Node.IsAccount)
                .Select(step => Written.GetValueOrDefault(StoredValue.IdOf(step.Node)))
                .OfType<StoredValue>()
                .MaxBy(row => row.SetAt)
            : null;

    /// Who took this organization's own On away, while it is off because of that.
    public StoredValue? ClearedBy =>
        !On && Own == OwnValue.Inherit && Written.GetValueOrDefault(Organization.Value) is { Cleared: true } row
            ? row
            : null;

    /// The decisive step among those above, as the own value would compare with it.
    public FeatureStep? DecisiveAbove =>
        Explanation.Steps.SkipLast(1).LastOrDefault(step => step.Own != OwnValue.Inherit);

    public bool Sees(OrganizationId organization) => Visible is null || Visible.Contains(organization);
}

internal sealed class FeatureSettings(TrunklineDb db, CurrentTree current, FeatureCatalog catalog)
{
    public async Task<Result<FeatureSetting>> ReadAsync(
        OrganizationId organization,
        FeatureKey key,
        IReadOnlySet<OrganizationId>? visible,
        CancellationToken cancellation
    )
    {
        if (catalog.Find(key) is { Refusal: { } refusal })
        {
            return refusal;
        }
        var now = await current.NowAsync(cancellation);
        return now.Tree.Organizations.Contains(organization)
            ? await ReadAsync(catalog.Find(key).Value, now.Tree, new FeatureNode(organization), visible, cancellation)
            : new NotFound("organization");
    }

    public async Task<FeatureSetting> ReadAsync(
        Feature feature,
        FeatureTree tree,
        FeatureNode node,
        IReadOnlySet<OrganizationId>? visible,
        CancellationToken cancellation
    )
    {
        var path = tree.Organizations.Path(node.Organization).Select(row => row.Id).ToList();
        var nodes = path.Select(id => id.Value).Append(StoredValue.IdOf(node)).ToList();
        var written = await db
            .FeatureValues.AsNoTracking()
            .Where(value => value.Feature == feature.Key && nodes.Contains(value.NodeId))
            .ToDictionaryAsync(value => value.NodeId, cancellation);
        var placed = await db
            .Organizations.Where(row => path.Contains(row.Id))
            .MaxAsync(row => row.PlacedAt, cancellation);
        var version = written.Values.Select(value => value.Version).Append(placed).Max();
        return new FeatureSetting(feature, tree.Explain(feature.Key, node), version, written, visible);
    }
}
