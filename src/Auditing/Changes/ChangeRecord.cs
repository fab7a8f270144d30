using Microsoft.AspNetCore.Http;
using Trunkline.Auditing.Contracts;
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
}
