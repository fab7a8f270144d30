using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Access.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Held;

/// <summary>What customers sent to the numbers of an organization and nobody was shown: counts, never texts.</summary>
internal sealed class ListHeldMessages(
    IHeldMessages held,
    Channels channels,
    IOrganizations organizations,
    TimeProvider time
)
{
    public const int Days = 30;

    public static void Map(Faces faces)
    {
        faces
            .Portal.MapGet("/o/{organization}/reports/restricted-inbound", HandlePage)
            .Requires(AccessPrivileges.Reports);
        faces
            .Api.MapGet("/organizations/{organization}/reports/restricted-inbound", HandleApi)
            .Requires(AccessPrivileges.Reports);
    }

    private static async Task<IResult> HandlePage(
        OrganizationScope scope,
        ListHeldMessages list,
        CancellationToken cancellation
    ) => Page.Of<HeldMessagesPage>(new { Organization = scope.Name, Rows = await list.RowsAsync(scope, cancellation) });

    private static async Task<IResult> HandleApi(
        OrganizationScope scope,
        ListHeldMessages list,
        CancellationToken cancellation
    ) => Results.Json(new { items = await list.RowsAsync(scope, cancellation) }, Json.Options);

    private async Task<IReadOnlyList<HeldMessagesPage.Row>> RowsAsync(
        OrganizationScope scope,
        CancellationToken cancellation
    )
    {
        var counts = await held.CountAsync(time.GetUtcNow().AddDays(-Days), cancellation);
        var tree = await organizations.NowAsync(cancellation);
        var rows = new List<HeldMessagesPage.Row>();
        foreach (var channel in channels.All)
        {
            var numbers = await channel.FindNumbersAsync([.. counts.Select(one => one.Number)], cancellation);
            rows.AddRange(
                from count in counts
                let number = numbers.GetValueOrDefault(count.Number)
                where number is not null && tree.IsWithin(number.Organization, scope.Organization)
                select new HeldMessagesPage.Row(
                    number.Display,
                    tree.Find(number.Organization)?.Name ?? "",
                    count.Restricted,
                    count.RestrictedCustomers,
                    count.Waiting,
                    count.WaitingCustomers,
                    count.Newest
                )
            );
        }
        return rows;
    }
}
