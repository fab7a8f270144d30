using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;

namespace Trunkline.Organizations.Settings;

/// What taking a change back does to one feature.
internal sealed record UndoEffect(FeatureKey Feature, FeatureEffect Effect, Reached People)
{
    public bool TakesAway => Effect.OrganizationsOff.Count + People.Off.Active + People.Off.Invited > 0;

    public bool Gives => Effect.OrganizationsOn.Count + People.On.Active + People.On.Invited > 0;
}
