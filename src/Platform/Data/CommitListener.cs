using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>Hears on PostgreSQL what other processes committed. A lost connection is opened again, and then everybody looks.</summary>
internal sealed partial class CommitListener(
    DatabaseSettings settings,
    CommitSignals signals,
    TimeProvider time,
    ILogger<CommitListener> logger
) : BackgroundService
{
    public const string Channel = "trunkline_commit";

    // How long an open stream may miss what a process committed and did not live to tell; all other work looks for itself.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    // Shorter than a look, or the driver never asks: a server whose machine is gone would be listened to for ever.
    private const int SecondsBetweenSignsOfLife = 2;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        settings.Provider is DatabaseProvider.PostgreSql
            ? Task.WhenAll(LookAsync(stoppingToken), HearAsync(stoppingToken))
            : Task.CompletedTask;

    // Also while nobody can be heard: an open page would take silence for news that there are none.
    private async Task LookAsync(CancellationToken stoppingToken)
    {
        using var look = new PeriodicTimer(Look, time);
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
                signals.RaiseTold();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task HearAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception error) when (!error.IsStop(stoppingToken))
            {
                ConnectionLost(logger, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await DirectConnection.OpenAsync(
            settings,
            $"LISTEN {Channel}",
            text => text.KeepAlive = SecondsBetweenSignsOfLife,
            cancellation
        );
        connection.Notification += (_, notification) => signals.Hear(notification.Payload);
        // What was said before somebody listened is found by looking.
        signals.RaiseAll();
        while (true)
            await connection.WaitAsync(Look, cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "The connection on which other processes' commits are heard was lost: {Reason}")]
    private static partial void ConnectionLost(ILogger logger, string reason);
}
