using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;

namespace Trunkline.Accounts.Switches;

/// What holds for one account and feature, and why in a word or two.
internal sealed record EffectiveValue(bool On, OwnValue Own, bool Above, AccountStatus Status)
{
    /// On, and the account is not suspended.
    public bool Works => On && Status is not AccountStatus.Suspended;

    public string Reason => Words(On, Own, Status);

    public static EffectiveValue Of(FeatureView view, FeatureKey feature, AccountEntry account)
    {
        var node = new FeatureNode(account.Organization, account.Id.Actor);
        var on = view.Decide(account.Id.Actor, account.Organization, feature);
        var own = view.Own(node, feature);
        return new(on, own, view.IsOn(account.Organization, feature), account.Status);
    }

    private static string Words(bool on, OwnValue own, AccountStatus status) =>
        (on, own, status) switch
        {
            (true, _, AccountStatus.Suspended) => "Off (suspended)",
            (true, _, AccountStatus.Invited) => "On when joined",
            (true, OwnValue.On, _) => "On (account)",
            (true, _, _) => "On",
            (false, OwnValue.Off, _) => "Off (account)",
            (false, _, _) => "Off (organization)",
        };
}
