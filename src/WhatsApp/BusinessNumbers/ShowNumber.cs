using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>One number: who uses it, what keeps it from sending, and how to give it away.</summary>
internal sealed class ShowNumber(ShowNumbers numbers, IOrganizations organizations, IAccountDirectory accounts)
{
    private const int MostPeople = 500;

    public static void Map(Faces faces)
    {
        faces.Portal.MapGet(NumberAddresses.NumberRoute, Get).Requires(OrganizationPrivileges.Setup);
        faces.Api.MapGet(NumberAddresses.ApiNumberRoute, GetJson).Requires(OrganizationPrivileges.Setup);
    }

    private static Task<IResult> Get(
        OrganizationScope scope,
        BusinessNumberId number,
        ShowNumber show,
        string? done,
        CancellationToken cancellation
    ) => show.PageAsync(scope, number, null, new InputErrors(), done, cancellation);

    private static async Task<IResult> GetJson(
        OrganizationScope scope,
        BusinessNumberId number,
        ShowNumbers numbers,
        CancellationToken cancellation
    ) =>
        await numbers.FindAsync(scope.Organization, number, cancellation) is { } found
            ? Results.Ok(NumberJson.Of(found))
            : new NotFound("number").ToHttp();

    public async Task<IResult> PageAsync(
        OrganizationScope scope,
        BusinessNumberId id,
        AssignNumber.Form? typed,
        InputErrors errors,
        string? done,
        CancellationToken cancellation
    )
    {
        if (await numbers.FindAsync(scope.Organization, id, cancellation) is not { } number)
            return new NotFound("number").ToHttp();
        var below = (await organizations.NowAsync(cancellation)).Subtree(number.Organization);
        var people = await accounts.ListAsync([.. below.Select(one => one.Id)], null, MostPeople, cancellation);
        var form =
            typed
            ?? new AssignNumber.Form
            {
                Use = number.Use is NumberUse.Account ? "account" : "shared",
                Account = number.Account?.ToString(),
                FrontDesk = [.. number.FrontDesk.Select(one => one.ToString())],
                Version = number.Version,
            };
        return Page.Of<NumberPage>(
            new { Shown = new NumberModel(scope, number, people, form, errors, done) },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }
}

internal sealed record NumberModel(
    OrganizationScope Scope,
    ShownNumber Number,
    IReadOnlyList<AccountEntry> People,
    AssignNumber.Form Form,
    InputErrors Errors,
    string? Done
);
