using Trunkline.Organizations.Contracts;

namespace Trunkline.Organizations.Storage;

internal sealed class OrganizationsNow(CurrentTree current) : IOrganizations
{
    public async Task<OrganizationMap> NowAsync(CancellationToken cancellation) =>
        new((await current.NowAsync(cancellation)).Tree.Organizations);
}
