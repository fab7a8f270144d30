using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>
/// Who had the feature but nothing to send from, and now has: they are told as if the feature had just been turned on for
/// them. Whether it is on for them is for whoever tells to judge.
/// </summary>
internal sealed class NewlyAble(TrunklineDb db, IOrganizations organizations)
{
    /// <summary>Ask before the change: by a number that goes to one account, or to an organization and all below it.</summary>
    public async Task<People> ByAsync(WhatsAppNumber number, AccountId? account, CancellationToken cancellation)
    {
        if (!number.IsConnected)
            return People.Nobody;
        var others = db.Numbers.Where(one => one.Id != number.Id && one.StoppedAt == null);
        if (account is { } single)
            return number.AccountId == single || await others.AnyAsync(one => one.AccountId == single, cancellation)
                ? People.Nobody
                : new([], [single.Actor]);
        if (number.SharedAt is not null)
            return People.Nobody;
        var shared = (
            await others
                .Where(one => one.SharedAt != null)
                .Select(one => one.OrganizationId)
                .Distinct()
                .ToListAsync(cancellation)
        ).ToHashSet();
        var map = await organizations.NowAsync(cancellation);
        return new(
            [
                .. map.Subtree(number.OrganizationId)
                    .Select(one => one.Id)
                    .Where(one => !map.Path(one).Any(step => shared.Contains(step.Id))),
            ],
            []
        );
    }

    public void Tell(ChangeId change, People people)
    {
        if (people.Organizations.Count + people.Accounts.Count > 0)
            db.Later(new FeatureChanged(change, WhatsAppFeature.Key, people.Organizations, [], people.Accounts, []));
    }

    internal sealed record People(IReadOnlyList<OrganizationId> Organizations, IReadOnlyList<ActorId> Accounts)
    {
        public static readonly People Nobody = new([], []);
    }
}
