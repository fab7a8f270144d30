using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Refusals;

internal sealed class AccessRefusals(EnterpriseScopes enterprises, IHttpContextAccessor http, TimeProvider time)
    : IAccessRefusals
{
    private const int LongestAttempt = 300;

    public async Task RecordAsync(
        Actor actor,
        OrganizationId organization,
        Privilege needed,
        CancellationToken cancellation
    )
    {
        var request = http.HttpContext?.Request;
        var attempt = request is null ? "" : $"{request.Method} {request.Path}";
        var refusal = AccessRefusal.Of(
            actor,
            organization,
            needed,
            attempt.AtMost(LongestAttempt),
            http.HttpContext?.Connection.RemoteIpAddress?.ToString(),
            time.GetUtcNow()
        );
        // A context of its own: the caller's may hold half of what is being refused.
        await using var scope = enterprises.Open(actor.Enterprise);
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        await db.WriteAsync(
            () =>
            {
                db.AccessRefusals.Add(refusal);
                return Task.FromResult(Result.Done);
            },
            cancellation
        );
    }
}
