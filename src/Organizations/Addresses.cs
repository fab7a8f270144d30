using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations;

/// Where this module's pages are.
internal static class Addresses
{
    public static string Organizations(OrganizationId at) => $"/portal/o/{at}/organizations";

    public static string NewOrganization(OrganizationId parent) => $"/portal/o/{parent}/organizations/new";

    public static string Organization(OrganizationId at) => $"/portal/o/{at}/organization";

    public static string Rename(OrganizationId at) => $"{Organization(at)}/edit";

    public static string Move(OrganizationId at) => $"{Organization(at)}/move";

    public static string Delete(OrganizationId at) => $"{Organization(at)}/delete";

    public static string Setup(OrganizationId at) => $"/portal/o/{at}/setup";

    public static string Features(OrganizationId at) => $"/portal/o/{at}/setup/features";

    public static string Feature(OrganizationId at, FeatureKey feature) => $"{Features(at)}/{feature}";

    public static string Review(OrganizationId at, FeatureKey feature) => $"{Feature(at, feature)}/review";

    public static string Why(OrganizationId at, FeatureKey feature, ActorId? account = null) =>
        $"{Feature(at, feature)}/why{(account is { } one ? $"?account={one}" : "")}";

    public static string History(OrganizationId at, FeatureKey feature) => $"{Feature(at, feature)}/history";

    public static string Undo(OrganizationId at, ChangeId change) => $"/portal/o/{at}/changes/{change}/undo";

    /// What the module above asks of whoever opens its list of accounts; a link that is refused helps nobody.
    public static readonly Privilege AccountsPrivilege = new("Accounts");

    public static string Accounts(OrganizationId at) => $"/portal/o/{at}/accounts";

    public static string EditAccount(OrganizationId at, ActorId account) => $"/portal/o/{at}/accounts/{account}/edit";
}
