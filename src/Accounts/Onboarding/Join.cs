using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.Notices;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Onboarding;

/// The invited person chooses a password and is in. What is available is judged at that moment.
internal sealed class Join(
    TrunklineDb db,
    OpenInvitation invitations,
    ICredentials credentials,
    ISessions sessions,
    IFeatureDecisions decisions,
    AccountFeatures features,
    IEnumerable<IAnnouncedFeature> announced,
    IChangeRecord record,
    TimeProvider time
)
{
    private const string Route = "/join/{token}";
    private const string Why = "Whoever has the secret link is the invited person.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Route, Show).Public(Why);
        app.MapPost(Route, Handle).Public(Why).Audits("account.onboarded, account.password-renewed");
    }

    internal sealed record Form : IForm<Form>
    {
        [Required(ErrorMessage = "Choose a password."), StringLength(PasswordPolicy.Longest)]
        public string? Password { get; init; }
    }

    private static async Task<IResult> Show(
        string token,
        HttpContext context,
        ICaller caller,
        Join join,
        CancellationToken cancellation
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        if (caller.Actor is { } actor)
            return Page.Of<JoinPage>(new { SignedInAs = actor.Name, Address = Address(token) });
        var opened = await join.OpenAsync(token, cancellation);
        return opened.Refusal is { } closed
            ? Page.Of<JoinPage>(new { Closed = closed.Message }, closed.Kind.Status())
            : Page.Of<JoinPage>(new { Person = Model(opened.Value), Address = Address(token) });
    }

    private static async Task<IResult> Handle(
        string token,
        Form form,
        InputErrors errors,
        HttpContext context,
        ICaller caller,
        Join join,
        CancellationToken cancellation
    )
    {
        if (caller.Actor is { } actor)
            return Page.Of<JoinPage>(new { SignedInAs = actor.Name, Address = Address(token) }, 409);
        var opened = await join.FindAsync(token, cancellation);
        if (opened.Refusal is { } closed)
            return Page.Of<JoinPage>(new { Closed = closed.Message }, closed.Kind.Status());
        if (!errors.Any)
        {
            var joined = await join.CompleteAsync(token, new Secret(form.Password!), cancellation);
            if (joined.Refusal is null)
            {
                SessionCookies.Write(context, ActorKind.Account, joined.Value);
                return Page.SeeOther(opened.Value.Invitation.RenewsPassword ? "/app" : "/app/welcome");
            }
            errors.Add("password", joined.Refusal.Message);
        }
        return Page.Of<JoinPage>(
            new
            {
                Person = Model(opened.Value),
                Address = Address(token),
                Errors = errors.All,
            },
            422
        );
    }

    private Task<Result<OpenedInvitation>> FindAsync(string token, CancellationToken cancellation) =>
        invitations.FindAsync(token, cancellation);

    private async Task<Result<OpenedInvitation>> OpenAsync(string token, CancellationToken cancellation)
    {
        // Anybody may ask for a link that nobody was given, and takes no place among those who write.
        if ((await FindAsync(token, cancellation)).Refusal is { } unknown)
            return unknown;
        db.ChangeTracker.Clear();
        return await db.WriteAsync<OpenedInvitation>(
            async () =>
            {
                var opened = await FindAsync(token, cancellation);
                if (opened.Succeeded)
                    opened.Value.Invitation.Open(time.GetUtcNow());
                return opened;
            },
            cancellation
        );
    }

    private Task<Result<StartedSession>> CompleteAsync(string token, Secret password, CancellationToken cancellation) =>
        db.WriteAsync<StartedSession>(
            async () =>
            {
                var opened = await invitations.FindAsync(token, cancellation);
                if (opened.Refusal is { } unknown)
                    return unknown;
                // A newer link, or the same one used at the same time: one after the other, and then it is asked again.
                await IssueInvitation.TakeTurnAsync(db, opened.Value.Account.Id, cancellation);
                db.ChangeTracker.Clear();
                opened = await invitations.FindAsync(token, cancellation);
                if (opened.Refusal is { } closed)
                    return closed;
                var (invitation, account, organization, _) = opened.Value;
                var set = await credentials.SetAsync(
                    account.Id.Actor,
                    ActorKind.Account,
                    account.Email,
                    password,
                    cancellation
                );
                if (set.Refusal is { } objection)
                    return objection;
                var now = time.GetUtcNow();
                invitation.Accept(now);
                var change = invitation.RenewsPassword
                    ? await RenewAsync(account, organization, cancellation)
                    : await OnboardAsync(account, organization, now, cancellation);
                var person = new Actor(
                    account.Id.Actor,
                    ActorKind.Account,
                    account.EnterpriseId,
                    account.Name,
                    organization
                );
                record.Record(person, change);
                await db.SaveChangesAsync(cancellation);
                return await sessions.StartAsync(account.Id.Actor, ActorKind.Account, cancellation);
            },
            cancellation
        );

    private async Task<NewChange> OnboardAsync(
        Account account,
        string organization,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        account.CompleteOnboarding(now);
        await WelcomeAsync(account, now, cancellation);
        db.Later(new AccountEnabled(account.Id));
        return new(
            "account.onboarded",
            account.OrganizationId,
            organization,
            account.Name,
            new { Status = Contracts.AccountStatus.Invited },
            new { account.Status }
        );
    }

    /// Whoever had got in with the old password is out.
    private async Task<NewChange> RenewAsync(Account account, string organization, CancellationToken cancellation)
    {
        account.RenewPassword();
        await sessions.EndAllAsync(account.Id.Actor, cancellation);
        return new("account.password-renewed", account.OrganizationId, organization, account.Name, null, null);
    }

    /// What can be used at this moment is shown in the welcome step, so no pop-up announces it later. What is on and cannot be used yet,
    /// for want of a number, is announced when it can.
    private async Task WelcomeAsync(Account account, DateTimeOffset now, CancellationToken cancellation)
    {
        var view = await decisions.NowAsync(cancellation);
        foreach (var feature in features.All)
            if (view.Decide(account.Id.Actor, account.OrganizationId, feature.Key))
                db.Add(
                    await IsUsableAsync(feature.Key, account, cancellation)
                        ? FeatureNotice.Welcomed(account.EnterpriseId, account.Id, feature.Key.Name, now)
                        : FeatureNotice.Gained(account.EnterpriseId, account.Id, feature.Key.Name, now)
                );
    }

    private async Task<bool> IsUsableAsync(FeatureKey feature, Account account, CancellationToken cancellation)
    {
        foreach (var one in announced.Where(one => one.Feature == feature))
            if (await one.AnnounceAsync(account.ToEntry(), cancellation) is null)
                return false;
        return true;
    }

    private static string Address(string token) => $"/app/join/{Uri.EscapeDataString(token)}";

    private static JoinPage.Model Model(OpenedInvitation opened) =>
        new(
            opened.Account.Name,
            opened.Account.Email,
            opened.Organization,
            opened.Enterprise,
            opened.Invitation.InvitedByName,
            opened.Invitation.RenewsPassword
        );
}
