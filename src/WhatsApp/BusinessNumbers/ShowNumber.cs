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
    internal const int MostPeople = 500;

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
        var listed = await accounts.ListAsync([.. below.Select(one => one.Id)], null, MostPeople + 1, cancellation);
        var form =
            typed
            ?? new AssignNumber.Form
            {
                Use = number.Use is NumberUse.Account ? "account" : "shared",
                Account = number.Account?.ToString(),
                FrontDesk = [.. number.FrontDesk.Select(one => one.ToString())],
                Version = number.Version,
            };
        // Whoever uses it is always among them: the form takes away whom it does not name. Of those who were typed only whom one may see.
        var reach = below.Select(one => one.Id).ToHashSet();
        AccountId[] inUse =
        [
            .. number.FrontDesk,
            .. number.Account is { } account ? [account] : Array.Empty<AccountId>(),
        ];
        var named = await accounts.FindAsync([.. inUse.Union(form.Named)], cancellation);
        var people = named
            .Values.Where(one => inUse.Contains(one.Id) || reach.Contains(one.Organization))
            .UnionBy(listed.Take(MostPeople), one => one.Id)
            .OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        return Page.Of<NumberPage>(
            new { Shown = new NumberModel(scope, number, people, listed.Count > MostPeople, form, errors, done) },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }
}

internal sealed record NumberModel(
    OrganizationScope Scope,
    ShownNumber Number,
    IReadOnlyList<AccountEntry> People,
    bool IsCut,
    AssignNumber.Form Form,
    InputErrors Errors,
    string? Done
);
