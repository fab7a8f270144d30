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
        foreach (var (effect, people) in shown)
        {
            var places = effect.OrganizationsOn.Concat(effect.OrganizationsOff).Select(one => one.Value).Order();
            text.Append(
                $"{people.On.Active} {people.On.Invited} {people.Off.Active} {people.Off.Invited} {string.Join(' ', places)};"
            );
        }
        text.AppendJoin(' ', (cleared ?? []).Select(Storage.StoredValue.IdOf).Order());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
