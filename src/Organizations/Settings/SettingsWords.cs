namespace Trunkline.Organizations.Settings;

internal static class SettingsWords
{
    /// What a recorded event says to a person.
    public static string Did(string kind) =>
        kind switch
        {
            "feature.enabled" => "Turned on",
            "feature.disabled" => "Turned off",
            "feature.inherited" => "Set to inherited",
            "feature.pinned-off" => "Kept off",
            "feature.included-below" => "Included what is below",
            "feature.reverted" => "Reverted an earlier change",
            "organization.created" => "Created",
            "organization.renamed" => "Renamed",
            "organization.moved" => "Moved",
            "organization.deleted" => "Deleted",
            "account.switches-saved" => "Saved an account's switches",
            // What other modules record says what it is by its name: "number.assigned".
            _ => char.ToUpperInvariant(kind[0]) + kind[1..].Replace('.', ' ').Replace('-', ' '),
        };
}
