using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.People;

/// Only who is onboarded and not suspended may use any feature.
internal sealed class AccountActiveGate(TrunklineDb db) : IFeatureGate
{
    public GatePlace Place => GatePlace.AccountStatus;

    public async Task<GateCheck?> CheckAsync(FeatureKey feature, FeatureNode node, CancellationToken cancellation)
    {
        if (node.Account is not { } actor)
            return null;
        var account = await db
            .Accounts.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == AccountId.Of(actor), cancellation);
        return account?.Status switch
        {
            AccountStatus.Active => new(true, "Account active", $"Onboarded {Day(account.OnboardedAt)}"),
            AccountStatus.Invited => new(false, "Account invited", "Has not completed onboarding yet"),
            AccountStatus.Suspended => new(false, "Account suspended", $"Since {Day(account.SuspendedAt)}"),
            null => new(false, "No such account"),
        };
    }

    private static string Day(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "";
}
