using System.Security.Cryptography;
using System.Text;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;

namespace Trunkline.Organizations.Settings;

/// What somebody was shown before confirming, as a short text: equal exactly when the same numbers and places would be shown.
internal static class SeenEffect
{
    public static string Of(
        IEnumerable<(FeatureEffect Effect, Reached People)> shown,
        IEnumerable<FeatureNode>? cleared = null
    )
    {
        var text = new StringBuilder();
        // By name, and without what is nothing: a process that made a change holds its features in another order than one that read
        // them, and with those that nobody has switched any more.
        foreach (
            var (effect, people) in shown
                .Where(one => !one.Effect.IsNothing)
                .OrderBy(one => one.Effect.Feature.Name, StringComparer.Ordinal)
        )
        {
            var places = effect.OrganizationsOn.Concat(effect.OrganizationsOff).Select(one => one.Value).Order();
            text.Append(
                $"{effect.Feature.Name} {people.On.Active} {people.On.Invited} {people.Off.Active} {people.Off.Invited} {string.Join(' ', places)};"
            );
        }
        text.AppendJoin(' ', (cleared ?? []).Select(Storage.StoredValue.IdOf).Order());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
