using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Commits what is waiting, all of it in one transaction, then answers all who wait. While the disk works the next batch
/// gathers by itself: nobody waits for a timer.
/// </summary>
internal sealed partial class InboxWriter(
    Inbox inbox,
    LaneSignals lanes,
    DatabaseSettings settings,
    WriteGate gate,
    Ownership ownership,
    ILogger<InboxWriter> logger
) : BackgroundService
{
    private const int MostBodies = 1024;
    private const int MostBytes = 4 * 1024 * 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var store = InboxStore.For(settings, ownership);
        var batch = new List<Arrival>(MostBodies);
        try
        {
            while (await inbox.Waiting.WaitToReadAsync(stoppingToken))
            {
                Gather(batch);
                await CommitAsync(store, batch, stoppingToken);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            foreach (var arrival in batch)
                arrival.Settle(false);
            inbox.Close();
        }
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

    private async Task CommitAsync(InboxStore store, List<Arrival> batch, CancellationToken cancellation)
    {
        var durable = false;
        using var activity = WhatsAppMeter.Activities.StartActivity("whatsapp.inbox.commit");
        activity?.SetTag("webhooks", batch.Count);
        try
        {
            using (await gate.EnterFirstAsync(cancellation))
                await store.AppendAsync(batch, cancellation);
            durable = true;
            WhatsAppMeter.CommittedTogether.Record(batch.Count);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            CommitFailed(error, batch.Count);
        }
        foreach (var arrival in batch)
            arrival.Settle(durable);
        if (durable)
            lanes.Wake(batch.SelectMany(arrival => arrival.Lanes).Select(lane => lane.Name));
    }

    [LoggerMessage(LogLevel.Error, "{Count} webhooks could not be stored and were refused; Meta sends them again")]
    private partial void CommitFailed(Exception error, int count);
}
