using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Trunkline.Platform.Http;

/// <summary>
/// How many bodies that do not fit into memory may be under way: anybody may send most of one over each of a thousand connections, and
/// each of them lies in a file until it is whole.
/// </summary>
public sealed class BodyPlaces(int mostTogether, int mostFromOneAddress) : IDisposable
{
    /// <summary>In bytes; what is larger lies in a file.</summary>
    public const int InMemory = 32 * 1024;

    private readonly ConcurrencyLimiter underWay = new(new() { PermitLimit = mostTogether, QueueLimit = 0 });
    private readonly PartitionedRateLimiter<IPAddress> fromOneAddress = PartitionedRateLimiter.Create<
        IPAddress,
        IPAddress
    >(address =>
        RateLimitPartition.GetConcurrencyLimiter(
            address,
            _ => new() { PermitLimit = mostFromOneAddress, QueueLimit = 0 }
        )
    );

    /// <summary>Whether the body may have to lie in a file; nobody knows that of one that does not say how long it is.</summary>
    public static bool Needs(HttpRequest request) => request.ContentLength is not <= InMemory;

    /// <summary>A place until it is disposed; null when all are taken, or all that one address may have.</summary>
    public IDisposable? TryTake(HttpRequest request)
    {
        var own = fromOneAddress.AttemptAcquire(request.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None);
        var place = own.IsAcquired ? underWay.AttemptAcquire() : null;
        if (place is { IsAcquired: true })
            return new Place(own, place);
        place?.Dispose();
        own.Dispose();
        return null;
    }

    public void Dispose()
    {
        underWay.Dispose();
        fromOneAddress.Dispose();
    }

    private sealed record Place(RateLimitLease Own, RateLimitLease Of) : IDisposable
    {
        public void Dispose()
        {
            Of.Dispose();
            Own.Dispose();
        }
    }
}
