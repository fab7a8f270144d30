using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Access.Administrators;
using Trunkline.Access.ApiUsers;
using Trunkline.Access.Contracts;
using Trunkline.Access.Demo;
using Trunkline.Access.Portal;
using Trunkline.Access.Roles;
using Trunkline.Access.Sessions;
using Trunkline.Access.SignIn;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;
using Trunkline.Ui.Contracts;

namespace Trunkline.Access;

/// <summary>Who may do what where: sign-in, sessions, administrators, roles, API users, and the portal's frame.</summary>
public static class AccessModule
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddEntitiesOf(typeof(AccessModule).Assembly);

        services
            .AddAuthentication(TokenAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddScoped<Caller>();
        services.AddScoped<RecogniseCaller>();
        services.AddScoped<ICaller>(provider => provider.GetRequiredService<Caller>());
        services.AddScoped<ISessionPeople, AdministratorPeople>();
        services.AddScoped<ISessions, PeopleSessions>();
        services.AddSingleton<SessionLifetimes>();
        services.AddScoped<ICredentials, Credentials>();
        services.AddSingleton<ISignIn, PasswordSignIn>();
        services.AddSingleton<PasswordHashing>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordHashing.Iterations);
        services.AddSingleton<SignInPace>();

        services.AddSingleton<PrivilegeCatalog>();
        services.AddPrivilege(AccessPrivileges.Administrators, "see, add and remove administrators", 30);
        services.AddPrivilege(AccessPrivileges.ApiUsers, "make and revoke tokens for programs", 40);
        services.AddPrivilege(AccessPrivileges.Reports, "see and download reports", 50);
        services.AddPrivilege(OrganizationPrivileges.Setup, "change settings and features", 60);
        services.AddPrivilege(AccessPrivileges.RolesAndPrivileges, "make and change roles", 70);
        services.AddPrivilege(OrganizationPrivileges.Profile, "create, rename, move and delete organizations", 80);

        services.AddScoped<RoleRules>();
        services.AddScoped<Invitations>();
        services.AddScoped<AddAdministrator.Adding>();
        services.AddScoped<RemoveRole.Removing>();
        services.AddScoped<RoleEditing>();
        services.AddScoped<CreateApiUser.Creating>();
        services.AddScoped<RevokeApiUser>();

        AddPortal(services);
        services.AddScoped<IOrganizationOccupants, AdministratorOccupants>();
        services.AddScoped<IOrganizationOccupants, ApiUserOccupants>();
        services.AddScoped<IDemoSeed, DemoAdministrators>();
        services.AddHostedService<OfferFirstAdministrator>();
    }

    private static void AddPortal(IServiceCollection services)
    {
        services.AddScoped<PortalFrames>();
        services.AddScoped<IPortalFrame>(provider => provider.GetRequiredService<PortalFrames>());
        const string parent = "Administrators";
        services.AddPortalEntry(parent, "administrators", "shield-lock", 20, AccessPrivileges.Administrators);
        services.AddPortalEntryUnder(parent, "Roles & privileges", "roles", 21, AccessPrivileges.RolesAndPrivileges);
        services.AddPortalEntryUnder(parent, "API users", "api-users", 22, AccessPrivileges.ApiUsers);
    }

    public static void MapAccess(this Faces faces)
    {
        OpenPortal.Map(faces);
        SignInToPortal.Map(faces);
        SignOutOfPortal.Map(faces);
        BecomeFirstAdministrator.Map(faces);
        ListAdministrators.Map(faces);
        AddAdministrator.Map(faces);
        RenewInvitation.Map(faces);
        AcceptInvitation.Map(faces);
        RemoveRole.Map(faces);
        ListRoles.Map(faces);
        EditRole.Map(faces);
        ListApiUsers.Map(faces);
        CreateApiUser.Map(faces);
        RevokeApiUser.Map(faces);
    }
}
