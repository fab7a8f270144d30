using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Listing;

internal static class ListAccounts
{
    public static void Map(IEndpointRouteBuilder portal) =>
        portal.MapGet("/o/{organization}/accounts", Handle).Requires(AccountPrivileges.Accounts);

    internal sealed record Request : IRequest
    {
        [StringLength(100)]
        public string? Q { get; init; }

        public string? Status { get; init; }

        public string? Feature { get; init; }

        public string? Where { get; init; }

        [Range(1, 1_000_000)]
        public int? Page { get; init; }

        public string? Done { get; init; }

        public AccountFilter ToFilter() =>
            new(
                Q?.Trim() is { Length: > 0 } words ? words : null,
                Enum.TryParse<AccountStatus>(Status, ignoreCase: true, out var status) ? status : null,
                Feature switch
                {
                    "on" => true,
                    "off" => false,
                    _ => null,
                },
                OnlyHere: Where == "here"
            );
    }

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        [AsParameters] Request request,
        AccountQuery accounts,
        CancellationToken cancellation
    )
    {
        var list = await accounts.ListAsync(scope.Organization, request.ToFilter(), request.Page ?? 1, cancellation);
        return Page.Of<AccountsPage>(
            new
            {
                Scope = scope,
                Shown = Frame(scope, request, list),
                Rows = list.Rows.Select(row => ToRow(row, list.Feature)).ToList(),
                Outcome = request.Done == "deleted" ? "The account was deleted." : null,
            }
        );
    }

    private static AccountsPage.Frame Frame(OrganizationScope scope, Request request, AccountList list)
    {
        var first = (list.Page - 1) * AccountList.Size + 1;
        return new(
            request.Q,
            request.Status ?? "",
            request.Feature ?? "",
            request.Where ?? "",
            request.ToFilter().HidesSome,
            list.Feature?.Label,
            list.ShowsNumbers,
            list.Count,
            list.Page > 1 ? Address(scope, request, list.Page - 1) : null,
            list.HasNext ? Address(scope, request, list.Page + 1) : null,
            $"{first:N0} to {first + list.Rows.Count - 1:N0} of {list.Count:N0}"
        );
    }

    private static string Address(OrganizationScope scope, Request request, int page) =>
        AccountAddresses.List(scope.Organization)
        + QueryString.Create(
            new KeyValuePair<string, string?>[]
            {
                new("q", request.Q ?? ""),
                new("status", request.Status ?? ""),
                new("feature", request.Feature ?? ""),
                new("where", request.Where ?? ""),
                new("page", page.ToString(CultureInfo.InvariantCulture)),
            }
        );

    private static AccountsPage.Row ToRow(AccountRow row, Feature? feature) =>
        new(
            row.Account.Name,
            row.Account.Email,
            row.Number,
            row.OrganizationName,
            row.Account.Status,
            row.Value?.Works ?? false,
            row.Value?.Reason ?? "",
            feature is null ? null : AccountAddresses.Why(row.Account.Organization, row.Account.Id, feature.Key),
            AccountAddresses.Edit(row.Account.Organization, row.Account.Id)
        );
}
