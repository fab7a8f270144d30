using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Notices;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Editing;

/// Moves an account to another organization of the caller's: first the place is chosen, then what changes is shown, then it is done.
internal sealed class MoveAccount(
    TrunklineDb db,
    ICaller caller,
    IOrganizations organizations,
    IAccountSwitches switches,
    IChangeRecord record
)
{
    private const string Route = "/o/{organization}/accounts/{account}/move";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Route, Show).Requires(AccountPrivileges.Accounts);
        portal.MapPost(Route, Handle).Requires(AccountPrivileges.Accounts).Audits("account.moved, account.left");
    }

    internal sealed record Form(OrganizationId To) : IForm<Form>;

    private static async Task<IResult> Show(
        OrganizationScope scope,
        AccountId account,
        OrganizationId? to,
        ICaller caller,
        AccessAccount access,
        IOrganizations organizations,
        IFeatureDecisions decisions,
        AccountFeatures features,
        CancellationToken cancellation
    )
    {
        var found = await access.AccessAsync(scope, account, cancellation);
        if (found.Refusal is { } refusal)
            return refusal.ToHttp();
        var map = await organizations.NowAsync(cancellation);
        var reach = await caller.ReachAsync(AccountPrivileges.Accounts, cancellation);
        var seen = await caller.ReachAsync(null, cancellation);
        var chosen = to is { } wanted && reach.Contains(wanted) && wanted != scope.Organization ? to : null;
        var person = found.Value.Account.ToEntry();
        var view = await decisions.NowAsync(cancellation);
        return Page.Of<MoveAccountPage>(
            new
            {
                Scope = scope,
                Person = person,
                Places = map
                    .All.Where(entry => reach.Contains(entry.Id) && entry.Id != scope.Organization)
                    .Select(entry => new Trunkline.Ui.Contracts.Choice(
                        entry.Id.ToString(),
                        string.Join(
                            " / ",
                            map.Path(entry.Id).Where(step => seen.Contains(step.Id)).Select(step => step.Name)
                        )
                    ))
                    .ToList(),
                Chosen = chosen,
                ChosenName = chosen is { } place ? map.Find(place)?.Name : null,
                Effects = chosen is { } target
                    ? features.All.Select(feature => Effect(view, feature, person, target)).ToList()
                    : [],
            }
        );
    }

    /// An own On that the new place gives anyway is dropped, which changes nothing now; an own value decides everywhere.
    private static MoveAccountPage.Effect Effect(
        FeatureView view,
        Feature feature,
        AccountEntry person,
        OrganizationId to
    )
    {
        var before = EffectiveValue.Of(view, feature.Key, person);
        var after = before.Own is OwnValue.Inherit ? view.IsOn(to, feature.Key) : before.Own is OwnValue.On;
        return new(feature.Label, before.On, after, before.Own is not OwnValue.Inherit);
    }

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        AccountId account,
        Form form,
        AccessAccount access,
        MoveAccount move,
        CancellationToken cancellation
    )
    {
        var result = await move.RunAsync(() => access.AccessAsync(scope, account, cancellation), form.To, cancellation);
        return result.ToHttp(() => Page.SeeOther(AccountAddresses.Edit(form.To, account) + "?done=moved"));
    }

    public Task<Result> RunAsync(
        Func<Task<Result<AccessibleAccount>>> access,
        OrganizationId to,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            async () =>
            {
                var found = await access();
                if (found.Refusal is { } invisible)
                    return invisible;
                var (account, from) = found.Value;
                var target = await caller.AccessOrganizationAsync(to, AccountPrivileges.Accounts, cancellation);
                if (target.Refusal is { } refusal)
                    return refusal;
                if (to == from.Organization)
                    return new SameOrganization(account.Name, from.Name);
                if (RaisesOwnPrivileges.By(account.Name, from, target.Value) is { } raised)
                    return raised;
                if (await organizations.HoldAsync(to, cancellation) is { } gone)
                    return gone;
                await MoveAsync(account, from, target.Value, cancellation);
                return Result.Done;
            },
            cancellation
        );

    private async Task MoveAsync(
        Account account,
        OrganizationScope from,
        OrganizationScope to,
        CancellationToken cancellation
    )
    {
        var change = Id.New<ChangeId>();
        await switches.MoveAsync(
            from.Actor,
            change,
            account.Id.Actor,
            from.Organization,
            to.Organization,
            cancellation
        );
        account.MoveTo(to.Organization);
        var invitations = await db.Invitations.Where(one => one.Account == account.Id).ToListAsync(cancellation);
        foreach (var invitation in invitations)
            invitation.FollowTo(to.Organization);
        record.Record(
            from.Actor,
            new NewChange(
                "account.moved",
                to.Organization,
                to.Name,
                account.Name,
                new { Organization = from.Organization, OrganizationName = from.Name },
                new { Organization = to.Organization, OrganizationName = to.Name }
            )
            {
                Id = change,
                Reason = "moved",
            }
        );
        // Who looks after the place that it left sees no more of where it went than before.
        record.Record(
            from.Actor,
            new NewChange("account.left", from.Organization, from.Name, account.Name, null, null) { Reason = "moved" }
        );
        db.Later(new AccountEnabled(account.Id));
    }
}
