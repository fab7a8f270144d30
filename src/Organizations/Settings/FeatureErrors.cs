using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Settings;

internal sealed record SettingChangedMeanwhile(ShownFeature Current)
    : Refusal(
        "setting_changed",
        RefusalKind.Conflict,
        $"{Current.Label} was changed here meanwhile and is now {(Current.Enabled ? "on" : "off")}. Nothing was overwritten; look at it again, then decide."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["current"] = Current };
}

internal sealed record DecidedSince(IReadOnlyList<string> Places)
    : Refusal(
        "decided_since",
        RefusalKind.Conflict,
        $"This cannot be taken back as it was: something was decided since at {string.Join(", ", Places)}. Change it there instead."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["places"] = Places };
}

internal sealed record NameNotTyped(string Name)
    : Refusal("name_not_typed", RefusalKind.Invalid, $"Type “{Name}” to confirm.");

internal sealed record ReachChanged()
    : Refusal(
        "reach_changed",
        RefusalKind.Conflict,
        "Something changed below since you looked. This is what would happen now; nothing was done yet."
    );
