using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Organizations.Storage;

internal sealed class OrganizationsNow(CurrentTree current, TrunklineDb db) : IOrganizations
{
    public async Task<OrganizationMap> NowAsync(CancellationToken cancellation) =>
        new((await current.NowAsync(cancellation)).Tree.Organizations);

    public async Task<Refusal?> HoldAsync(OrganizationId organization, CancellationToken cancellation)
    {
        await db.HoldInsideAsync(organization, cancellation);
        return (await NowAsync(cancellation)).Contains(organization) ? null : new NotFound("organization");
    }
}

internal static class InsideOrganization
{
    /// Whoever puts something into an organization and whoever deletes it for being empty do so one after the other.
    public static Task HoldInsideAsync(
        this TrunklineDb db,
        OrganizationId organization,
        CancellationToken cancellation
    ) => db.TakeTurnAsync($"inside {organization}", cancellation);
}
