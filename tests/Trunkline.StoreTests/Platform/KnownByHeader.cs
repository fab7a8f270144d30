using Microsoft.AspNetCore.Http;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.StoreTests.Platform;

/// <summary>Platform leaves it to a module to know the caller; here whoever names himself in a header is a person with an account.</summary>
internal class KnownByHeader(IHttpContextAccessor request) : ICaller
{
    public const string Header = "X-Person";

    public virtual Actor? Actor =>
        request.HttpContext?.Request.Headers[Header].ToString() is { Length: > 0 } person
            ? new Actor(new ActorId(Guid.Parse(person)), ActorKind.Account, Probe.Enterprise, "Someone", "")
            : null;

    public ValueTask<Result<OrganizationScope>> AccessOrganizationAsync(
        OrganizationId organization,
        Privilege? needed,
        CancellationToken cancellation
    ) => new(new NotFound("organization"));

    public ValueTask<IReadOnlySet<OrganizationId>> ReachAsync(Privilege? privilege, CancellationToken cancellation) =>
        new(new HashSet<OrganizationId>());
}

/// <summary>Whose session ends right after the first time that somebody asks who he is.</summary>
internal sealed class KnownOnce(IHttpContextAccessor request, KnownOnce.Asked asked) : KnownByHeader(request)
{
    public override Actor? Actor => asked.Count(this) == 1 ? base.Actor : null;

    internal sealed class Asked
    {
        private readonly HashSet<object> by = [];

        public int Count(object asker)
        {
            by.Add(asker);
            return by.Count;
        }
    }
}
