using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Features;

/// What a change of one feature would do, computed from the values before and after it. What the change then does is this and nothing else.
internal sealed record FeaturePreview(
    FeatureValues Before,
    FeatureValues After,
    IReadOnlyList<ValueEdit> Edits,
    FeatureEffect Effect,
    IReadOnlyList<FeatureNode> Cleared,
    IReadOnlyList<FeatureNode> KeptOff
)
{
    public bool ChangesNothing => Edits.Count == 0 && Effect.IsNothing;

    /// Whether anybody would lose the feature.
    public bool TakesAway => Effect.OrganizationsOff.Count + Effect.AccountsOff.Count > 0;

    public static FeaturePreview Of(FeatureValues before, FeatureValues after, FeatureNode at)
    {
        var edits = before.EditsTo(after);
        return new FeaturePreview(
            before,
            after,
            edits,
            Between(before, after),
            // An On that is dropped because it has no effect of its own any more is not taken from anybody.
            [
                .. edits
                    .Where(edit => edit.Node != at && edit.Before == OwnValue.On && !after.IsOn(edit.Node))
                    .Select(edit => edit.Node),
            ],
            after.Tree.Contains(at.Organization)
                ? [.. after.StoredBelow(at).Where(below => after.Own(below) == OwnValue.Off)]
                : []
        );
    }

    /// What moving the organization would do to each feature.
    public static List<FeaturePreview> OfMove(FeatureTree before, OrganizationId organization, OrganizationId to)
    {
        var after = before.Moved(organization, to);
        return
        [
            .. before.Features.Select(feature => Of(before[feature], after[feature], new FeatureNode(organization))),
        ];
    }

    /// For changes in which every account stays in its organization.
    public static FeatureEffect Between(FeatureValues before, FeatureValues after)
    {
        var on = after
            .Tree.Rows.Where(row => after.IsOn(row.Id) && !before.IsOn(row.Id))
            .Select(row => row.Id)
            .ToList();
        var off = before
            .Tree.Rows.Where(row => before.IsOn(row.Id) && !after.IsOn(row.Id))
            .Select(row => row.Id)
            .ToList();
        var was = before
            .Stored()
            .Select(stored => stored.Node)
            .Where(node => node.IsAccount)
            .ToDictionary(node => node.Account!.Value);
        var deciding = after
            .Stored()
            .Select(stored => stored.Node)
            .Where(node => node.IsAccount)
            .ToDictionary(node => node.Account!.Value);
        foreach (var (account, node) in was)
        {
            deciding.TryAdd(account, node);
        }
        bool OnBefore(FeatureNode node) => before.IsOn(was.GetValueOrDefault(node.Account!.Value, node));
        var reached = on.Concat(off).ToHashSet();
        return new FeatureEffect(
            after.Feature,
            on,
            off,
            [.. deciding.Values.Where(node => after.IsOn(node) && !OnBefore(node))],
            [.. deciding.Values.Where(node => !after.IsOn(node) && OnBefore(node))],
            [.. deciding.Values.Where(node => reached.Contains(node.Organization))]
        );
    }
}
