using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Operating;

/// <summary>
/// A process that is told to stop says so at /health/ready and goes on answering for a while, so that the load balancer in
/// front of it has sent the last request elsewhere before the first connection is refused.
/// </summary>
internal sealed class Drain(IConfiguration configuration, TimeProvider time) : IHostedLifecycleService
{
    private const int Longest = 20;

    /// <summary>Until whoever stops gives up: the longest drain, the longest answer of WhatsApp, and writing that down.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(Longest + 40);

    private readonly TimeSpan lasts = TimeSpan.FromSeconds(
        configuration.Number("Shutdown:DrainSeconds", otherwise: 0, least: 0, most: Longest)
    );

    /// <summary>Comes before anything stops to work; the token ends it when the host has no more patience.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(lasts, time, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
