using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Features;

/// Takes back the edits of a change that was made in an organization: there and below, wherever its accounts live now.
internal sealed class FeatureUndo
{
    private readonly OrganizationId within;
    private readonly FeatureTree now;
    private readonly List<ValueEdit> edits;

    /// <param name="homes">Where each of the accounts lives now; one that is gone is missing, and nothing is owed to it.</param>
    public FeatureUndo(
        IReadOnlyList<ValueEdit> recorded,
        OrganizationId within,
        FeatureTree now,
        IReadOnlyDictionary<ActorId, OrganizationId> homes
    )
    {
        this.within = within;
        this.now = now;
        edits =
        [
            .. recorded
                .Where(edit => edit.Node.Account is not { } account || homes.ContainsKey(account))
                .Select(edit =>
                    edit.Node.Account is { } account
                        ? edit with
                        {
                            Node = new FeatureNode(homes[account], account),
                        }
                        : edit
                ),
        ];
        Superseded = [.. edits.Where(IsSuperseded)];
    }

    /// What was decided otherwise since, or has left the organization: taking it back would overwrite somebody else's decision.
    public IReadOnlyList<ValueEdit> Superseded { get; }

    /// Null when anything is superseded.
    public FeatureTree? Restored()
    {
        if (Superseded.Count > 0)
        {
            return null;
        }
        var restored = now.With(edits.Select(edit => edit with { Before = edit.After, After = edit.Before }));
        // Something above may have been turned on since; an On restored below it would have no effect of its own.
        return edits.Aggregate(restored, (tree, edit) => tree.With(tree[edit.Feature].Normalised(edit.Node)));
    }

    private bool IsSuperseded(ValueEdit edit) =>
        !now.Organizations.Contains(edit.Node.Organization)
        || !now.Organizations.IsWithin(edit.Node.Organization, within)
        || now[edit.Feature].Own(edit.Node) != edit.After;
}
