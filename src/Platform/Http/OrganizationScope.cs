using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Trunkline.Platform.Http;

/// <summary>
/// An organization as the caller may use it: it was loaded through the caller's grants, and having it is the proof. As a
/// parameter of an endpoint it stands for the route's {organization}.
/// </summary>
public sealed record OrganizationScope(
    Actor Actor,
    EnterpriseId Enterprise,
    OrganizationId Organization,
    string Name,
    IReadOnlySet<Privilege> Privileges
)
{
    public bool May(Privilege privilege) => Privileges.Contains(privilege);

    public static ValueTask<OrganizationScope?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<OrganizationScope?>(
            context.Features.Get<OrganizationScope>()
                ?? throw new InvalidOperationException(
                    "This endpoint has no {organization} in its route, or does not state what it requires."
                )
        );
}
