using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Accounts.People;

/// The addresses of this module's pages.
internal static class AccountAddresses
{
    public static string List(OrganizationId organization) => $"/portal/o/{organization}/accounts";

    public static string Invite(OrganizationId organization) => $"{List(organization)}/invite";

    public static string Invitations(OrganizationId organization) => $"{List(organization)}/invitations";

    public static string Of(OrganizationId organization, AccountId account) => $"{List(organization)}/{account}";

    public static string Edit(OrganizationId organization, AccountId account) => $"{Of(organization, account)}/edit";

    public static string Move(OrganizationId organization, AccountId account) => $"{Of(organization, account)}/move";

    public static string Delete(OrganizationId organization, AccountId account) =>
        $"{Of(organization, account)}/delete";

    public static string Why(OrganizationId organization, AccountId account, FeatureKey feature) =>
        $"{Of(organization, account)}/why/{feature}";
}
