using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>An organization that has numbers is not deleted.</summary>
internal sealed class NumberOccupants(TrunklineDb db) : IOrganizationOccupants
{
    public async Task<Occupants> CountAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        CancellationToken cancellation
    ) =>
        new(
            await db.Numbers.CountAsync(one => organizations.Contains(one.OrganizationId), cancellation),
            "WhatsApp number",
            "WhatsApp numbers"
        );
}

/// <summary>Nor is an account to which a number is assigned: its customers would write to nobody.</summary>
internal sealed class NumberBelongings(TrunklineDb db) : IAccountBelongings
{
    public async Task<IReadOnlyList<string>> OfAsync(AccountId account, CancellationToken cancellation) =>
        await db
            .Numbers.Where(one => one.AccountId == account)
            .OrderBy(one => one.AddedAt)
            .Select(one => $"The number {one.Display} is assigned to it: assign it to somebody else first.")
            .ToListAsync(cancellation);
}
