using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Invitations;

/// The form behind "Add account", with Save and Save & Invite.
internal static class InviteAccount
{
    private const string Route = "/o/{organization}/accounts/invite";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Route, Show).Requires(AccountPrivileges.Accounts);
        portal
            .MapPost(Route, Handle)
            .Requires(AccountPrivileges.Accounts)
            .Audits("account.added, account.invited, account.switches-saved");
    }

    internal sealed record Form : IForm<Form>
    {
        [Required(ErrorMessage = "Enter a first name."), OneLine, StringLength(60)]
        public string? FirstName { get; init; }

        [Required(ErrorMessage = "Enter a last name."), OneLine, StringLength(60)]
        public string? LastName { get; init; }

        [Required(ErrorMessage = "Enter an e-mail address."), Mailbox, StringLength(254)]
        public string? Email { get; init; }

        public string? Then { get; init; }

        [MaxLength(50)]
        public string[]? Switches { get; init; }
    }

    private static Task<IResult> Show(
        OrganizationScope scope,
        AccountFeatures features,
        IFeatureDecisions decisions,
        CancellationToken cancellation
    ) => AnswerAsync(scope, features, decisions, new(), null, null, 200, cancellation);

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        Form form,
        InputErrors errors,
        HttpContext context,
        AccountFeatures features,
        IFeatureDecisions decisions,
        AddAccount add,
        ShownOnce shownOnce,
        CancellationToken cancellation
    )
    {
        var wanted = Wanted(features, form.Switches ?? []);
        if (errors.Any)
            return await AnswerAsync(scope, features, decisions, form, errors.All, null, 422, cancellation);
        var invite = form.Then != "save";
        var result = await add.RunAsync(
            scope,
            new(PersonName.Of(form.FirstName!, form.LastName!), form.Email!, wanted, invite),
            cancellation
        );
        if (result.Refusal is { } refusal)
        {
            if (refusal is not (EmailTaken or EmailInUse))
                return refusal.ToHttp();
            errors.Add("email", refusal.Message);
            var holder = (refusal as EmailInUse)?.Holder;
            return await AnswerAsync(scope, features, decisions, form, errors.All, holder, 409, cancellation);
        }
        if (result.Value.Link is not { } link)
            return Page.SeeOther(AccountAddresses.Edit(scope.Organization, result.Value.Id) + "?done=added");
        shownOnce.Keep(context, new InvitationLink(result.Value.Name, link));
        return Page.SeeOther(AccountAddresses.Invitations(scope.Organization) + "?done=sent");
    }

    /// Each choice posts "key:value"; "key:follow" leaves the account without a value of its own.
    private static Dictionary<FeatureKey, Switching> Wanted(AccountFeatures features, IEnumerable<string> posted) =>
        posted
            .Select(text => text.Split(':', 2))
            .Where(parts => parts is [_, "on" or "off"] && features.Find(parts[0]) is not null)
            .DistinctBy(parts => parts[0])
            .ToDictionary(parts => features.Find(parts[0])!.Key, parts => WantedValue.Read(parts[1]));

    private static async Task<IResult> AnswerAsync(
        OrganizationScope scope,
        AccountFeatures features,
        IFeatureDecisions decisions,
        Form form,
        IReadOnlyDictionary<string, string[]>? errors,
        AccountEntry? holder,
        int status,
        CancellationToken cancellation
    )
    {
        var view = await decisions.NowAsync(cancellation);
        return Page.Of<InviteAccountPage>(
            new
            {
                Scope = scope,
                FirstName = form.FirstName ?? "",
                LastName = form.LastName ?? "",
                Email = form.Email ?? "",
                Choices = features
                    .All.Select(feature => new InviteAccountPage.SwitchChoice(
                        feature.Key.Name,
                        feature.Label,
                        view.IsOn(scope.Organization, feature.Key),
                        (form.Switches ?? []).FirstOrDefault(one =>
                            one.StartsWith(feature.Key.Name + ":", StringComparison.Ordinal)
                        )
                    ))
                    .ToList(),
                Errors = errors,
                Holder = holder,
            },
            status
        );
    }
}
