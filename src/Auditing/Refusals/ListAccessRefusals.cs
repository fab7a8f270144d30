using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Changes;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Refusals;

/// The attempts that were refused for want of a privilege, where the caller may look; the latest first.
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
        var refusals = db.AccessRefusals.Where(refusal => seen.Contains(refusal.OrganizationId));
        var place = PlaceInTime.Read(request.Cursor);
        if (place is { } from)
            refusals = refusals.Where(refusal => refusal.At <= from.At);
        var limit = request.Limit ?? 50;
        var page = await refusals
            .OrderByDescending(refusal => refusal.At)
            .ThenByDescending(refusal => refusal.Id)
            .Skip(place?.Seen ?? 0)
            .Take(limit + 1)
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
        var items = page.Take(limit).ToList();
        var next = page.Count > limit ? PlaceInTime.After([.. items.Select(one => one.At)], place).ToString() : null;
        return Results.Ok(new { items, next });
    }

    internal sealed record Request : IRequest
    {
        [StringLength(60)]
        public string? Cursor { get; init; }

        [Range(1, 200)]
        public int? Limit { get; init; }
    }
}
