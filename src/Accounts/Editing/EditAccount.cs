using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Editing;

/// The page behind the pencil.
internal static class EditAccount
{
    private const string Route = "/o/{organization}/accounts/{account}/edit";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Route, Show).Requires(AccountPrivileges.Accounts);
        portal
            .MapPost(Route, Handle)
            .Requires(AccountPrivileges.Accounts)
            .Audits("account.renamed, account.switches-saved");
    }

    internal sealed record Form : IForm<Form>
    {
        [Required(ErrorMessage = "Enter a first name."), OneLine, StringLength(60)]
        public string? FirstName { get; init; }

        [Required(ErrorMessage = "Enter a last name."), OneLine, StringLength(60)]
        public string? LastName { get; init; }

        [Required, StringLength(60)]
        public string? Version { get; init; }

        [MaxLength(50)]
        public string[]? Switches { get; init; }

        [MaxLength(50)]
        public string[]? On { get; init; }

        [MaxLength(50)]
        public string[]? Follow { get; init; }
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        AccountId account,
        string? done,
        AccessAccount access,
        ShowAccount pages,
        CancellationToken cancellation
    )
    {
        var found = await access.AccessAsync(account, AccountPrivileges.Accounts, cancellation);
        if (found.Refusal is { } refusal)
            return refusal.ToHttp();
        // The account moved since the link was made.
        return found.Value.Scope.Organization == scope.Organization
            ? await pages.ShowAsync(found.Value, done, cancellation)
            : Page.SeeOther(AccountAddresses.Edit(found.Value.Scope.Organization, account));
    }

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        AccountId account,
        Form form,
        InputErrors errors,
        AccessAccount access,
        SwitchAccount switching,
        SaveAccount save,
        ShowAccount pages,
        CancellationToken cancellation
    )
    {
        var found = await access.AccessAsync(scope, account, cancellation);
        if (found.Refusal is { } missing)
            return missing.ToHttp();
        var input = new EditInput(form.FirstName ?? "", form.LastName ?? "", form.On ?? [], form.Follow ?? []);
        if (errors.Any)
            return await pages.AgainAsync(found.Value, input, errors.All, cancellation);
        var values = await switching.ValuesAsync(found.Value.Account, cancellation);
        var edit = new AccountEdit(
            PersonName.Of(form.FirstName!, form.LastName!),
            Wanted(values, form.Switches ?? [], input),
            form.Version
        );
        var result = await save.RunAsync(() => access.AccessAsync(scope, account, cancellation), edit, cancellation);
        return result.Refusal switch
        {
            null => Page.SeeOther(AccountAddresses.Edit(scope.Organization, account) + "?done=saved"),
            AccountChangedMeanwhile => await pages.ConflictAsync(scope, account, input, cancellation),
            { } refusal => refusal.ToHttp(),
        };
    }

    /// A switch that stands as it was shown is left alone, so an account that follows its organization goes on following.
    private static Dictionary<FeatureKey, Switching> Wanted(
        IReadOnlyDictionary<FeatureKey, EffectiveValue> values,
        IReadOnlyCollection<string> shown,
        EditInput input
    )
    {
        var wanted = new Dictionary<FeatureKey, Switching>();
        foreach (var (key, value) in values.Where(value => shown.Contains(value.Key.Name)))
            if (input.Follow.Contains(key.Name))
                wanted[key] = Switching.UseInherited;
            else if (input.On.Contains(key.Name) != value.On)
                wanted[key] = value.On ? Switching.Disable : Switching.Enable;
        return wanted;
    }
}

/// What was typed and flipped, to be shown again when it could not be saved.
internal sealed record EditInput(
    string FirstName,
    string LastName,
    IReadOnlyCollection<string> On,
    IReadOnlyCollection<string> Follow
);
