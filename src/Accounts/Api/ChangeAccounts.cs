using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Editing;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Api;

/// POST, PATCH and DELETE of accounts: the same use cases as the portal's forms, each patch all or nothing.
internal static class ChangeAccounts
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/accounts", Add)
            .Requires(AccountPrivileges.Accounts)
            .Audits("account.added, account.invited, account.switches-saved");
        api.MapPatch("/accounts/{account}", Change)
            .Requires(AccountPrivileges.Accounts)
            .Audits(
                "account.renamed, account.moved, account.left, account.suspended, account.reactivated, account.switches-saved"
            );
        api.MapDelete("/accounts/{account}", Delete).Requires(AccountPrivileges.Accounts).Audits("account.deleted");
    }

    private const string SomeLetter = @"(?s).*\S.*";

    internal sealed record NewAccountBody(
        OrganizationId Organization,
        [property: Required, OneLine, StringLength(60)] string FirstName,
        [property: Required, OneLine, StringLength(60)] string LastName,
        [property: Required, Mailbox, StringLength(254)] string Email,
        IReadOnlyDictionary<string, string>? Features,
        bool Invite = true
    ) : IRequest;

    internal sealed record Patch(
        [property:
            StringLength(60, MinimumLength = 1, ErrorMessage = "A first name has 1 to 60 characters."),
            RegularExpression(SomeLetter, ErrorMessage = "Enter a first name."),
            OneLine
        ]
            string? FirstName,
        [property:
            StringLength(60, MinimumLength = 1, ErrorMessage = "A last name has 1 to 60 characters."),
            RegularExpression(SomeLetter, ErrorMessage = "Enter a last name."),
            OneLine
        ]
            string? LastName,
        OrganizationId? Organization,
        AccountStatus? Status,
        IReadOnlyDictionary<string, string>? Features,
        [property: StringLength(60)] string? Version
    ) : IRequest;

    private static async Task<IResult> Add(
        [FromBody] NewAccountBody body,
        ICaller caller,
        AccountFeatures features,
        AddAccount add,
        SwitchAccount switches,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var scope = await caller.AccessOrganizationAsync(body.Organization, AccountPrivileges.Accounts, cancellation);
        if (scope.Refusal is { } invisible)
            return invisible.ToHttp();
        var wanted = Wanted(features, body.Features);
        if (wanted.Refusal is { } unknown)
            return unknown.ToHttp();
        var added = await add.RunAsync(
            scope.Value,
            new(PersonName.Of(body.FirstName, body.LastName), body.Email, wanted.Value, body.Invite),
            cancellation
        );
        if (added.Refusal is { } refusal)
            return refusal.ToHttp();
        var account = await db.Accounts.AsNoTracking().SingleAsync(one => one.Id == added.Value.Id, cancellation);
        return await ReadAccounts.AnswerAsync(account, switches, StatusCodes.Status201Created, cancellation);
    }

    private static async Task<IResult> Change(
        AccountId account,
        [FromBody] Patch patch,
        AccessAccount access,
        AccountFeatures features,
        SaveAccount save,
        MoveAccount move,
        SuspendAccount suspend,
        SwitchAccount switches,
        IOrganizations organizations,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        if (patch.Status is { } other and not (AccountStatus.Active or AccountStatus.Suspended))
            return new InvalidInput("status", $"Nobody becomes {other}; accepted are Active and Suspended.").ToHttp();
        var wanted = Wanted(features, patch.Features);
        if (wanted.Refusal is { } unknown)
            return unknown.ToHttp();
        Task<Result<AccessibleAccount>> Access() =>
            access.AccessAsync(account, AccountPrivileges.Accounts, cancellation);
        var result = await db.WriteAsync<Account>(
            async () =>
            {
                var found = await Access();
                if (found.Refusal is { } invisible)
                    return invisible;
                var person = found.Value.Account;
                // Before the switches, whose tree is locked: whoever deletes an organization takes them in this order too.
                if (patch.Organization is { } into && into != person.OrganizationId)
                    if (await organizations.HoldAsync(into, cancellation) is { } gone)
                        return gone;
                var name = PersonName.Of(patch.FirstName ?? person.FirstName, patch.LastName ?? person.LastName);
                var moves = patch.Organization is { } to && to != person.OrganizationId;
                var saved = await save.RunAsync(
                    Access,
                    new(name, moves ? NoSwitches : wanted.Value, patch.Version),
                    cancellation
                );
                if (saved.Refusal is { } notSaved)
                    return notSaved;
                if (moves)
                {
                    if ((await move.RunAsync(Access, patch.Organization!.Value, cancellation)).Refusal is { } notMoved)
                        return notMoved;
                    // There, since what follows from another place's value would be gone with it.
                    var switched = await save.RunAsync(Access, new(null, wanted.Value, null), cancellation);
                    if (switched.Refusal is { } notSwitched)
                        return notSwitched;
                }
                if (patch.Status is { } status && status != person.Status)
                    if ((await suspend.RunAsync(Access, status, cancellation)).Refusal is { } notSuspended)
                        return notSuspended;
                return person;
            },
            cancellation
        );
        return result.Refusal is { } refusal
            ? refusal.ToHttp()
            : await ReadAccounts.AnswerAsync(result.Value, switches, StatusCodes.Status200OK, cancellation);
    }

    private static async Task<IResult> Delete(
        AccountId account,
        AccessAccount access,
        DeleteAccount delete,
        CancellationToken cancellation
    )
    {
        var result = await delete.RunAsync(
            () => access.AccessAsync(account, AccountPrivileges.Accounts, cancellation),
            cancellation
        );
        return result.ToHttp(() => Results.NoContent());
    }

    private static readonly IReadOnlyDictionary<FeatureKey, Switching> NoSwitches =
        new Dictionary<FeatureKey, Switching>();

    private static Result<IReadOnlyDictionary<FeatureKey, Switching>> Wanted(
        AccountFeatures features,
        IReadOnlyDictionary<string, string>? posted
    )
    {
        var wanted = new Dictionary<FeatureKey, Switching>();
        foreach (var (key, value) in posted ?? new Dictionary<string, string>())
        {
            if (features.Find(key) is not { } feature)
                return new UnknownFeature(key);
            if (value is not ("on" or "off" or "inherit"))
                return new InvalidInput($"features.{key}", "Accepted are on, off and inherit.");
            wanted[feature.Key] = WantedValue.Read(value);
        }
        return Result<IReadOnlyDictionary<FeatureKey, Switching>>.Of(wanted);
    }
}
