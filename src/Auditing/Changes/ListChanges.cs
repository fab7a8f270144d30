using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Changes;

/// What changed where the caller may look, newest first.
internal static class ListChanges
{
    public static void Map(Faces faces) => faces.Api.MapGet("/changes", Handle).RequiresAnyPrivilege();

    private static async Task<IResult> Handle(
        [AsParameters] Request request,
        ICaller caller,
        IChangeHistory history,
        CancellationToken cancellation
    )
    {
        var seen = await caller.ReachAsync(null, cancellation);
        if (request.Organization is { } organization)
        {
            if (!seen.Contains(organization))
            {
                return new NotFound("organization").ToHttp();
            }
            seen = new HashSet<OrganizationId> { organization };
        }
        var filter = new ChangeFilter(seen)
        {
            Kind = request.Kind,
            Actor = request.Actor,
            From = request.From,
            Until = request.Until,
        };
        var page = await history.ListAsync(filter, request.Cursor, request.Limit ?? 50, cancellation);
        return Results.Ok(new { items = page.Changes.Select(ShownChange.Of), next = page.Next });
    }

    internal sealed record Request : IRequest
    {
        public OrganizationId? Organization { get; init; }

        [StringLength(80)]
        public string? Kind { get; init; }

        public ActorId? Actor { get; init; }

        public DateTimeOffset? From { get; init; }

        public DateTimeOffset? Until { get; init; }

        [StringLength(60)]
        public string? Cursor { get; init; }

        [Range(1, 200)]
        public int? Limit { get; init; }
    }
}
