using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Settings;
using Trunkline.Organizations.Shape;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Founding;

internal sealed class OrganizationSetup(
    TrunklineDb db,
    CurrentTree current,
    CreateOrganization create,
    FeatureSwitch features
) : IOrganizationSetup
{
    public async Task<FoundedEnterprise> FoundAsync(string name, CancellationToken cancellation)
    {
        var enterprise = db.Enterprise ?? Id.New<EnterpriseId>();
        db.Within(enterprise);
        var root = Organization.Found(enterprise, null, name.Trim());
        await current.FoundAsync(new Enterprise(enterprise), root, cancellation);
        return new FoundedEnterprise(enterprise, root.Id);
    }

    public Task<Result<OrganizationId>> CreateAsync(
        Actor actor,
        OrganizationId parent,
        string name,
        CancellationToken cancellation
    ) => create.RunAsync(actor, parent, name, cancellation);

    public async Task<Result> SwitchAsync(
        Actor actor,
        OrganizationId organization,
        FeatureKey feature,
        Switching switching,
        CancellationToken cancellation
    )
    {
        var switched = await features.RunAsync(
            actor,
            organization,
            feature,
            switching,
            new SwitchTerms { Announced = false },
            cancellation
        );
        return switched.Refusal is { } refusal ? refusal : Result.Done;
    }
}
