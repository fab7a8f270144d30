using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Features;

/// The state model. Turning on flows down; turning off clears every own On below it; an own Off always survives; what was cleared may be
/// switched on again below. Every operation only chooses: it returns the values after it, and Edits says what that takes.
internal static class FeatureRules
{
    public static FeatureValues Switch(this FeatureValues values, FeatureNode node, Switching switching) =>
        switching switch
        {
            Switching.Enable => values.Enable(node),
            Switching.Disable => values.Disable(node),
            Switching.UseInherited => values.UseInherited(node),
            Switching.PinOff => values.PinOff(node),
            Switching.IncludeBelow => values.IncludeBelow(node),
            _ => throw new ArgumentOutOfRangeException(nameof(switching)),
        };

    public static FeatureValues Enable(this FeatureValues values, FeatureNode node) =>
        values.IsOn(node)
            ? values
            : values.Set(node, values.IsOnAbove(node) ? OwnValue.Inherit : OwnValue.On).Normalised(node);

    public static FeatureValues Disable(this FeatureValues values, FeatureNode node)
    {
        var cleared = values.WithoutOnBelow(node);
        return cleared.IsOnAbove(node) ? cleared.Set(node, OwnValue.Off)
            : cleared.Own(node) == OwnValue.On ? cleared.Set(node, OwnValue.Inherit)
            : cleared;
    }

    public static FeatureValues UseInherited(this FeatureValues values, FeatureNode node) =>
        values.Set(node, OwnValue.Inherit).Normalised(node);

    /// Off whatever happens above. Where the feature was on this is a turning off, so it clears what is below like any other.
    public static FeatureValues PinOff(this FeatureValues values, FeatureNode node) =>
        (values.IsOn(node) ? values.WithoutOnBelow(node) : values).Set(node, OwnValue.Off);

    /// Every organization below that is off on its own follows again.
    public static FeatureValues IncludeBelow(this FeatureValues values, FeatureNode node) =>
        values
            .With(
                values
                    .StoredBelow(node)
                    .Where(below => !below.IsAccount && values.Own(below) == OwnValue.Off)
                    .Select(below => (below, OwnValue.Inherit))
            )
            .Normalised(node);

    /// Drops every On that has no effect of its own because what is above is on, at the node and below it, top-down.
    public static FeatureValues Normalised(this FeatureValues values, FeatureNode node)
    {
        // Dropping a redundant On changes no effective value, so one look at the values as they are finds all of them.
        var redundant = values
            .StoredBelow(node)
            .Prepend(node)
            .Where(stored => values.Own(stored) == OwnValue.On && values.IsOnAbove(stored))
            .Select(stored => (stored, OwnValue.Inherit))
            .ToList();
        return redundant.Count == 0 ? values : values.With(redundant);
    }

    /// What it takes to come from one set of values to another. Organizations that only one of them has are judged as if they stored nothing there.
    public static IReadOnlyList<ValueEdit> EditsTo(this FeatureValues before, FeatureValues after)
    {
        if (ReferenceEquals(before, after))
        {
            return [];
        }
        var was = before.Stored().ToDictionary(stored => Identity(stored.Node));
        var edits = new List<ValueEdit>();
        foreach (var (node, own) in after.Stored())
        {
            if (!was.Remove(Identity(node), out var stored))
            {
                edits.Add(new ValueEdit(after.Feature, node, OwnValue.Inherit, own));
            }
            else if (stored.Own != own)
            {
                edits.Add(new ValueEdit(after.Feature, node, stored.Own, own));
            }
        }
        edits.AddRange(
            was.Values.Select(stored => new ValueEdit(before.Feature, stored.Node, stored.Own, OwnValue.Inherit))
        );
        return edits;
    }

    private static Guid Identity(FeatureNode node) => node.Account?.Value ?? node.Organization.Value;

    private static FeatureValues Set(this FeatureValues values, FeatureNode node, OwnValue own) =>
        values.Own(node) == own ? values : values.With([(node, own)]);

    private static FeatureValues WithoutOnBelow(this FeatureValues values, FeatureNode node)
    {
        var on = values
            .StoredBelow(node)
            .Where(below => values.Own(below) == OwnValue.On)
            .Select(below => (below, OwnValue.Inherit))
            .ToList();
        return on.Count == 0 ? values : values.With(on);
    }
}
