using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Operating;

/// <summary>
/// Reads every ten seconds how much waits, as long as somebody collects it, and offers that as gauges. What cannot be read is not
/// offered: an old figure would say that all is well. What is the server's as a whole is the same from each of its processes.
/// </summary>
public abstract partial class Gauges<TReading> : BackgroundService
    where TReading : class
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookForCollectors = TimeSpan.FromSeconds(1);

    private readonly IServiceScopeFactory scopes;
    private readonly ILogger logger;
    private readonly Meter meter;
    private readonly List<Instrument> gauges = [];
    private Known? last;

    protected Gauges(string meter, IMeterFactory meters, IServiceScopeFactory scopes, TimeProvider time, ILogger logger)
    {
        this.meter = meters.Create(meter);
        this.scopes = scopes;
        this.logger = logger;
        Time = time;
    }

    protected TimeProvider Time { get; }

    protected abstract Task<TReading> ReadAsync(IServiceProvider services, CancellationToken cancellation);

    protected void Count(string name, Func<TReading, long> value) => Offer(name, null, reading => value(reading));

    /// <summary>In seconds, and 0 when nothing waits.</summary>
    protected void Age(string name, Func<TReading, DateTimeOffset?> since) =>
        Offer(
            name,
            "s",
            reading => since(reading) is { } oldest ? Math.Max(0, (Time.GetUtcNow() - oldest).TotalSeconds) : 0
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var asked = gauges.Exists(gauge => gauge.Enabled);
                last = asked && await TryReadAsync(stoppingToken) is { } read ? new(read, Time.GetTimestamp()) : null;
                await Task.Delay(asked ? Look : LookForCollectors, Time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    // While the database hangs nothing new comes either.
    private TReading? Fresh => last is { } known && Time.GetElapsedTime(known.At) < 2 * Look ? known.Reading : null;

    private void Offer(string name, string? unit, Func<TReading, double> value) =>
        gauges.Add(
            meter.CreateObservableGauge(
                name,
                () =>
                    Fresh is { } reading
                        ? [new Measurement<double>(value(reading))]
                        : Array.Empty<Measurement<double>>(),
                unit
            )
        );

    private async Task<TReading?> TryReadAsync(CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await ReadAsync(scope.ServiceProvider, cancellation);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            ReadingFailed(logger, error.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "How much waits could not be read: {Reason}")]
    private static partial void ReadingFailed(ILogger logger, string reason);

    // As a whole, since one thread writes it and others read.
    private sealed record Known(TReading Reading, long At);
}
