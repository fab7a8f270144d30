using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Platform.Http;
using Trunkline.Ui.Contracts;

namespace Trunkline.Access.Administrators;

internal static class RoleChoices
{
    /// Every role that can be given here; one that holds more than the caller is shown but cannot be chosen. None is chosen
    /// beforehand: the strongest would be given to whoever overlooks the field.
    public static async Task<IReadOnlyList<Choice>> OfAsync(
        OrganizationScope scope,
        RoleRules rules,
        PrivilegeCatalog catalog,
        CancellationToken cancellation
    ) =>
        [
            new("", "Choose a role"),
            .. (await rules.AvailableAsync(scope.Organization, cancellation)).Select(role =>
            {
                var lacking = RoleRules.Lacking(scope, role.Held(catalog));
                return new Choice(
                    role.Id.ToString(),
                    lacking.Count == 0
                        ? role.Name
                        : $"{role.Name} (you lack {string.Join(", ", lacking.Select(one => one.Name))})",
                    Disabled: lacking.Count > 0
                );
            }),
        ];
}
