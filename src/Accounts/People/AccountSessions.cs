using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.People;

/// Who may hold an app session at this moment: active accounts.
internal sealed class AccountSessions(TrunklineDb db, IOrganizations organizations) : ISessionPeople
{
    public ActorKind Kind => ActorKind.Account;

    public async Task<SessionPerson?> FindAsync(ActorId person, CancellationToken cancellation)
    {
        var account = await db
            .Accounts.AsNoTracking()
            .SingleOrDefaultAsync(
                one => one.Id == AccountId.Of(person) && one.Status == AccountStatus.Active,
                cancellation
            );
        if (account is null)
            return null;
        var home = (await organizations.NowAsync(cancellation)).Find(account.OrganizationId)?.Name ?? "";
        return new(new(person, Kind, account.EnterpriseId, account.Name, home), account.OrganizationId, home);
    }
}
