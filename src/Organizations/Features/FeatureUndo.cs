using Trunkline.Organizations.Contracts;

namespace Trunkline.Organizations.Features;

/// Takes recorded edits back. Null when something that they wrote was changed since: then taking back would overwrite a later decision.
internal static class FeatureUndo
{
    public static FeatureTree? Of(IReadOnlyList<ValueEdit> edits, FeatureTree now)
    {
        if (Superseded(edits, now).Any())
        {
            return null;
        }
        var restored = now.With(edits.Select(edit => edit with { Before = edit.After, After = edit.Before }));
        // Something above may have been turned on since; an On restored below it would have no effect of its own.
        return edits.Aggregate(restored, (tree, edit) => tree.With(tree[edit.Feature].Normalised(edit.Node)));
    }

    public static IEnumerable<ValueEdit> Superseded(IReadOnlyList<ValueEdit> edits, FeatureTree now) =>
        edits.Where(edit =>
            !now.Organizations.Contains(edit.Node.Organization) || now[edit.Feature].Own(edit.Node) != edit.After
        );
}
