using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Administrators;

internal sealed record FirstAdministratorRefused()
    : Refusal(
        "first_administrator_refused",
        RefusalKind.Forbidden,
        "This is not the token that the server printed at its last start, or it has been used."
    );

internal sealed record InvitationOver()
    : Refusal(
        "invitation_over",
        RefusalKind.NotFound,
        "This link has been used, has expired after 7 days, was replaced by a newer one, or ended with the rights of whoever made it. Ask an administrator for a new link."
    );

internal sealed record GivesMoreThanHeld(IReadOnlyCollection<Privilege> Lacking, string OrganizationName)
    : Refusal(
        "gives_more_than_held",
        RefusalKind.Forbidden,
        $"Only someone who holds a privilege in {OrganizationName} can give or take it there. You lack: {string.Join(", ", Lacking.Select(privilege => privilege.Name))}."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["missingPrivileges"] = Lacking.Select(privilege => privilege.Name) };
}

internal sealed record InvitedToMore(string Name)
    : Refusal(
        "invited_to_more",
        RefusalKind.Forbidden,
        $"{Name} has not joined yet and was given more than you hold. Ask whoever invited them, or wait until they have joined."
    );

internal sealed record RightsChanged(string OrganizationName)
    : Refusal(
        "rights_changed",
        RefusalKind.Conflict,
        $"What you may do in {OrganizationName} was changed meanwhile. Look at it again, then decide."
    );

internal sealed record LastOfRolesAndPrivileges(string OrganizationName)
    : Refusal(
        "last_holder",
        RefusalKind.Conflict,
        $"Nobody else would hold Roles and Privileges in {OrganizationName}. Give it to another administrator first."
    );

internal sealed record LastWhoGives(IReadOnlyCollection<Privilege> Lost, string OrganizationName)
    : Refusal(
        "last_holder",
        RefusalKind.Conflict,
        $"Nobody else could give {string.Join(", ", Lost.Select(privilege => privilege.Name))} to anybody in {OrganizationName}. Give that, together with Administrators, to another administrator first."
    );

internal sealed record AlreadyHolds(string Name, string Role, string OrganizationName)
    : Refusal("already_holds", RefusalKind.Conflict, $"{Name} already holds {Role} in {OrganizationName}.");

internal sealed record RoleNameTaken(string Name)
    : Refusal("role_name_taken", RefusalKind.Conflict, $"There is already a role {Name} here. Choose another name.");

internal sealed record RoleIsBuiltIn()
    : Refusal(
        "role_built_in",
        RefusalKind.Conflict,
        "This role holds everything and cannot be changed. Make a new role instead."
    );

internal sealed record RoleHeldElsewhere(string OrganizationName)
    : Refusal(
        "role_held_elsewhere",
        RefusalKind.Forbidden,
        $"This role is also held in an organization that was moved out of {OrganizationName}, where you cannot change what is held. Make a new role instead."
    );

internal sealed record OwnRole()
    : Refusal(
        "own_role",
        RefusalKind.Forbidden,
        "Nobody changes a role that they hold themselves. Ask another administrator."
    );
