namespace Trunkline.Platform.Http;

/// <summary>The caller sees the organization but may not do this there. A page shows the same sentence beside a disabled control.</summary>
/// <param name="Roles">What the caller is instead, in words.</param>
public sealed record MissingPrivilege(Privilege Needed, string OrganizationName, string Roles)
    : Refusal("missing_privilege", RefusalKind.Forbidden, Sentence(Needed, OrganizationName))
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?>
        {
            ["missingPrivilege"] = Needed.Name,
            ["organization"] = OrganizationName,
            ["roles"] = Roles,
        };

    public static string Sentence(Privilege needed, string organizationName) =>
        $"You need the {needed.Name} privilege in {organizationName}.";
}
