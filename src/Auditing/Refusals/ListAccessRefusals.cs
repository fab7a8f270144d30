using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Changes;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Refusals;

/// The latest attempts that were refused for want of a privilege, where the caller may look.
internal static class ListAccessRefusals
{
    public static void Map(Faces faces) => faces.Api.MapGet("/access-refusals", Handle).RequiresAnyPrivilege();

    private static async Task<IResult> Handle(
        [AsParameters] Request request,
        ICaller caller,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var seen = await db.WithFormerAsync(await caller.ReachAsync(null, cancellation), cancellation);
        var refusals = await db
            .AccessRefusals.Where(refusal => seen.Contains(refusal.OrganizationId))
            .OrderByDescending(refusal => refusal.At)
            .Take(request.Limit ?? 50)
            .Select(refusal => new
            {
                refusal.At,
                Actor = new
                {
                    Id = refusal.ActorId,
                    Name = refusal.ActorName,
                    Role = refusal.ActorRole,
                },
                Organization = refusal.OrganizationId,
                MissingPrivilege = refusal.Privilege,
                refusal.Attempt,
                refusal.Address,
            })
            .ToListAsync(cancellation);
        return Results.Ok(new { items = refusals });
    }

    internal sealed record Request : IRequest
    {
        [Range(1, 200)]
        public int? Limit { get; init; }
    }
}
