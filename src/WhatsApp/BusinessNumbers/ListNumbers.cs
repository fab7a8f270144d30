using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.SetAside;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>The numbers of an organization and below, those shared from above, and what arrived for numbers nobody added.</summary>
internal sealed class ListNumbers(TrunklineDb db, ShowNumbers numbers, SetAsideBodies setAside)
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet(NumberAddresses.ListRoute, Get).Requires(OrganizationPrivileges.Setup);
        faces.Api.MapGet(NumberAddresses.ApiListRoute, GetJson).Requires(OrganizationPrivileges.Setup);
    }

    private static Task<IResult> Get(
        OrganizationScope scope,
        ListNumbers list,
        string? done,
        CancellationToken cancellation
    ) => list.PageAsync(scope, new AddNumber.Form("", "", "", ""), new InputErrors(), done, cancellation);

    private static async Task<IResult> GetJson(
        OrganizationScope scope,
        ShowNumbers numbers,
        CancellationToken cancellation
    ) => Results.Ok(new { Items = (await numbers.BelowAsync(scope.Organization, cancellation)).Select(NumberJson.Of) });

    public async Task<IResult> PageAsync(
        OrganizationScope scope,
        AddNumber.Form form,
        InputErrors errors,
        string? done,
        CancellationToken cancellation
    )
    {
        var below = await numbers.BelowAsync(scope.Organization, cancellation);
        var model = new NumbersModel(
            scope,
            below,
            await numbers.SharedAboveAsync(scope.Organization, cancellation),
            await OrphansAsync([.. below.Select(one => one.BusinessAccountId).Distinct()], cancellation),
            await setAside.CountAsync(scope, cancellation),
            form,
            errors,
            done
        );
        return Page.Of<NumbersPage>(
            new { Shown = model },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    // Only of business accounts that have a number here: what came for anybody else's is none of this enterprise's business.
    private async Task<IReadOnlyList<OrphanedNumber>> OrphansAsync(
        IReadOnlyList<string> accounts,
        CancellationToken cancellation
    ) =>
        accounts.Count == 0
            ? []
            : await db
                .Inbox.Where(row => row.State == InboxState.Orphaned && accounts.Contains(row.BusinessAccount))
                .GroupBy(row => new { row.Lane, row.BusinessAccount })
                .Select(group => new OrphanedNumber(
                    group.Key.Lane,
                    group.Key.BusinessAccount,
                    group.Sum(row => row.Count),
                    group.Max(row => row.ReceivedAt)
                ))
                .ToListAsync(cancellation);
}

/// <summary>Webhooks that wait for a number that nobody has added.</summary>
internal sealed record OrphanedNumber(string PhoneNumberId, string BusinessAccountId, int Count, DateTimeOffset Newest);

internal sealed record NumbersModel(
    OrganizationScope Scope,
    IReadOnlyList<ShownNumber> Numbers,
    IReadOnlyList<ShownNumber> FromAbove,
    IReadOnlyList<OrphanedNumber> Orphans,
    int SetAside,
    AddNumber.Form Form,
    InputErrors Errors,
    string? Done
);
