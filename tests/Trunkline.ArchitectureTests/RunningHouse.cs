using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;

namespace Trunkline.ArchitectureTests;

/// <summary>The real host with the demo, so that the simulator's endpoints are there too.</summary>
public sealed class RunningHouse : IAsyncLifetime
{
    public TrunklineHost Host { get; private set; } = null!;

    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public async ValueTask InitializeAsync() => Host = await A.Host().WithDemo().Start();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
