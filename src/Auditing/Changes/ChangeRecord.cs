using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Changes;

internal sealed class ChangeRecord(TrunklineDb db, IHttpContextAccessor http, TimeProvider time) : IChangeRecord
{
    public ChangeId Record(Actor actor, NewChange change)
    {
        var address = http.HttpContext?.Connection.RemoteIpAddress?.ToString();
        db.Changes.Add(Change.Of(actor, change, address, time.GetUtcNow()));
        return change.Id;
    }

    public async Task PassOnAsync(OrganizationId gone, OrganizationId heir, CancellationToken cancellation)
    {
        await db
            .FormerOrganizations.Where(one => one.HeirId == gone)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.HeirId, heir), cancellation);
        db.Add(new FormerOrganization(db.Enterprise!.Value, gone, heir));
    }
}
