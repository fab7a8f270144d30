using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Access.Administrators;
using Trunkline.Access.Contracts;
using Trunkline.Access.Demo;
using Trunkline.Access.Portal;
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
        services.AddScoped<ICaller>(provider => provider.GetRequiredService<Caller>());
        services.AddScoped<ISessionPeople, AdministratorPeople>();
        services.AddScoped<ISessions, PeopleSessions>();
        services.AddSingleton<SessionLifetimes>();
        services.AddScoped<ICredentials, Credentials>();
        services.AddSingleton<ISignIn, PasswordSignIn>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<SignInPace>();

        services.AddSingleton<PrivilegeCatalog>();
        services.AddPrivilege(AccessPrivileges.Administrators, "see, add and remove administrators", 30);
        services.AddPrivilege(AccessPrivileges.ApiUsers, "make and revoke tokens for programs", 40);
        services.AddPrivilege(AccessPrivileges.Reports, "see and download reports", 50);
        services.AddPrivilege(OrganizationPrivileges.Setup, "change settings and features", 60);
        services.AddPrivilege(AccessPrivileges.RolesAndPrivileges, "make and change roles", 70);
        services.AddPrivilege(OrganizationPrivileges.Profile, "create, rename, move and delete organizations", 80);

        services.AddScoped<PortalFrames>();
        services.AddScoped<IPortalFrame>(provider => provider.GetRequiredService<PortalFrames>());
        services.AddScoped<IOrganizationOccupants, AdministratorOccupants>();
        services.AddScoped<IDemoSeed, DemoAdministrators>();
        services.AddHostedService<OfferFirstAdministrator>();
    }

    public static void MapAccess(this Faces faces)
    {
        OpenPortal.Map(faces);
        SignInToPortal.Map(faces);
        SignOutOfPortal.Map(faces);
        BecomeFirstAdministrator.Map(faces);
    }
}
