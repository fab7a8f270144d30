using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Commits what is waiting, all of it in one transaction, then answers all who wait. While the disk works the next batch
/// gathers by itself: nobody waits for a timer.
/// </summary>
internal sealed partial class InboxWriter(
    Inbox inbox,
    Backlog backlog,
    LaneSignals lanes,
    DatabaseSettings settings,
    WriteGate gate,
    Ownership ownership,
    ILogger<InboxWriter> logger
) : BackgroundService
{
    private const int MostBodies = 1024;
    private const int MostBytes = 4 * 1024 * 1024;

    // A thread of its own: SQLite holds whoever calls it while the disk works, and those who wait are answered from here, one
    // after the other, instead of each finding a thread of the pool.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(
            () => Run(stoppingToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private void Run(CancellationToken cancellation)
    {
        var store = InboxStore.For(settings, gate);
        var batch = new List<Arrival>(MostBodies);
        try
        {
            while (Wait(inbox.Waiting.WaitToReadAsync(cancellation).AsTask()))
            {
                Gather(batch);
                var durable = Wait(CommitAsync(store, batch, cancellation));
                inbox.Committed(durable);
                Answer(batch, durable);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        finally
        {
            Answer(batch, durable: false);
            inbox.Close();
            store.DisposeAsync().AsTask().Wait(CancellationToken.None);
        }
    }

    private static T Wait<T>(Task<T> work) => work.GetAwaiter().GetResult();

    private void Answer(List<Arrival> batch, bool durable)
    {
        foreach (var arrival in batch)
            inbox.Settle(arrival, durable);
    }

    private void Gather(List<Arrival> batch)
    {
        var bytes = 0;
        while (batch.Count < MostBodies && bytes < MostBytes && inbox.Waiting.TryRead(out var arrival))
        {
            batch.Add(arrival);
            bytes += arrival.Body.Length;
        }
    }

    private async Task<bool> CommitAsync(InboxStore store, List<Arrival> batch, CancellationToken cancellation)
    {
        using var activity = WhatsAppMeter.Activities.StartActivity("whatsapp.inbox.commit");
        activity?.SetTag("webhooks", batch.Count);
        var parcels = Parcel.Of(batch);
        try
        {
            using (await gate.EnterFirstAsync(cancellation))
                await store.AppendAsync(parcels, cancellation);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            CommitFailed(error, batch.Count);
            return false;
        }
        WhatsAppMeter.CommittedTogether.Record(batch.Count);
        backlog.Stored(parcels);
        Wake([.. parcels.Select(parcel => parcel.Lane.Name).Distinct(StringComparer.Ordinal)]);
        return true;
    }

    // What this process works off itself concerns no other.
    private void Wake(IReadOnlyCollection<string> stored)
    {
        lanes.Wake(stored);
        lanes.WakeOthers(stored.Where(lane => !ownership.Owns(Lane.WorkOf(lane))));
    }

    [LoggerMessage(LogLevel.Error, "{Count} webhooks could not be stored and were refused; Meta sends them again")]
    private partial void CommitFailed(Exception error, int count);
}
