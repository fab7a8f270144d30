using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Api;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Demo;
using Trunkline.Accounts.Editing;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.Listing;
using Trunkline.Accounts.Notices;
using Trunkline.Accounts.Onboarding;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Shell;
using Trunkline.Accounts.SignIn;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;
using Trunkline.Platform.Jobs;
using Trunkline.Platform.Live;
using Trunkline.Ui.Contracts;

namespace Trunkline.Accounts;

/// <summary>The people who use the app: their accounts, how they join, sign in, and learn what is available to them.</summary>
public static class AccountsModule
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddEntitiesOf(typeof(AccountsModule).Assembly);
        services.AddPrivilege(AccountPrivileges.Accounts, "see, invite, edit, suspend and delete accounts", 10);
        services.AddPrivilege(AccountPrivileges.BulkOperations, "change many accounts at once", 11);
        services.AddPortalEntry("Accounts", "accounts", "users", 10, AccountPrivileges.Accounts);

        services.AddScoped<IAccountDirectory, AccountDirectory>();
        services.AddScoped<IFeatureLeaves, AccountLeaves>();
        services.AddScoped<IOrganizationOccupants, AccountLeaves>();
        services.AddScoped<IFeatureGate, AccountActiveGate>();
        services.AddScoped<ISessionPeople, AccountSessions>();
        services.AddScoped<AccessAccount>();
        services.AddScoped<AccountFeatures>();
        services.AddScoped<AccountQuery>();
        services.AddScoped<SwitchAccount>();
        services.AddScoped<SaveAccount>();
        services.AddScoped<ShowAccount>();
        services.AddScoped<MoveAccount>();
        services.AddScoped<SuspendAccount>();
        services.AddScoped<DeleteAccount>();

        services.AddScoped<IssueInvitation>();
        services.AddScoped<AddAccount>();
        services.AddScoped<OpenInvitation>();
        services.AddScoped<Join>();

        services.AddScoped<TellPeople>();
        services.AddScoped<PendingNotices>();
        services.AddScoped<ILiveRenderer, NoticeRenderer>();
        services.AddJob<FeatureChanged, HearFeatureChanges>("accounts.hear-feature-change");
        services.AddJob<AccountEnabled, HearFeatureChanges>("accounts.hear-enabled");
        services.AddJob<TellOrganizations, HearFeatureChanges>("accounts.tell-organizations");
        services.AddJob<TellAccounts, HearFeatureChanges>("accounts.tell-accounts");

        services.AddScoped<IAppFrame, AppFrames>();
        services.AddScoped<IDemoSeed, DemoAccounts>();
        services.AddScoped<IDemoSeed, DemoNotices>();
    }

    public static void MapAccounts(this Faces faces)
    {
        ListAccounts.Map(faces.Portal);
        InviteAccount.Map(faces.Portal);
        ListInvitations.Map(faces.Portal);
        ResendInvitation.Map(faces.Portal);
        SendPasswordLink.Map(faces.Portal);
        EditAccount.Map(faces.Portal);
        MoveAccount.Map(faces.Portal);
        SuspendAccount.Map(faces.Portal);
        DeleteAccount.Map(faces.Portal);
        ExplainFeature.Map(faces.Portal, faces.Api);

        faces.App.AddEndpointFilter(LiveCursor.NoteAsync);
        SignInToApp.Map(faces.App);
        Join.Map(faces.App);
        Welcome.Map(faces.App);
        DismissNotice.Map(faces.App);

        SignInToApi.Map(faces.Api);
        ReadAccounts.Map(faces.Api);
        ChangeAccounts.Map(faces.Api);
    }
}
