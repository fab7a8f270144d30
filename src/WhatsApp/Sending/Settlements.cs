using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>
/// Where the outcomes of sends wait to be written down: those of one enterprise that come in while one write is under way
/// share the next.
/// </summary>
internal sealed partial class Settlements(EnterpriseScopes enterprises, TimeProvider time, ILogger<Settlements> logger)
{
    private const int MostTogether = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // For as long as the row would wait for the answer.
    private static readonly int MostTries = (int)(ClaimSends.PatienceForAnswer / Pause);

    private readonly ConcurrentDictionary<EnterpriseId, Line> lines = new();

    /// <summary>
    /// What WhatsApp said is said once, so it is tried again for a while. If it cannot be written down the row stays as it
    /// is, and its outcome counts as unknown.
    /// </summary>
    public async Task SettleAsync(EnterpriseId enterprise, Settlement settlement, CancellationToken cancellation)
    {
        var line = lines.GetOrAdd(enterprise, _ => new());
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            var mine = new Entry(settlement);
            line.Waiting.Enqueue(mine);
            while (mine.Settled is null)
                await WriteNextAsync(enterprise, line, mine, cancellation);
            if (mine.Settled is true)
                return;
            SettlingFailed(attempt);
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task WriteNextAsync(EnterpriseId enterprise, Line line, Entry mine, CancellationToken cancellation)
    {
        await line.Turn.WaitAsync(cancellation);
        try
        {
            if (mine.Settled is not null)
                return; // the turn before took it along
            var together = new List<Entry>();
            while (together.Count < MostTogether && line.Waiting.TryDequeue(out var next))
                together.Add(next);
            var failure = await TryWriteAsync(enterprise, together, cancellation);
            if (failure is null || together.Count == 1 || failure.IsOutage())
                return;
            // One that cannot be written must not keep the others from it.
            foreach (var one in together)
                await TryWriteAsync(enterprise, [one], cancellation);
        }
        finally
        {
            line.Turn.Release();
        }
    }

    private async Task<Exception?> TryWriteAsync(
        EnterpriseId enterprise,
        IReadOnlyCollection<Entry> together,
        CancellationToken cancellation
    )
    {
        var settled = false;
        try
        {
            await using var scope = enterprises.Open(enterprise);
            await scope
                .ServiceProvider.GetRequiredService<SettleSend>()
                .RunAsync([.. together.Select(one => one.Settlement)], cancellation);
            settled = true;
            return null;
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            WritingFailed(error, together.Count);
            return error;
        }
        finally
        {
            foreach (var one in together)
                one.Settled = settled;
        }
    }

    [LoggerMessage(LogLevel.Error, "The outcomes of {Count} sends could not be written down together")]
    private partial void WritingFailed(Exception error, int count);

    [LoggerMessage(LogLevel.Error, "The outcome of a send could not be written down at attempt {Attempt}")]
    private partial void SettlingFailed(int attempt);

    private sealed class Line
    {
        public ConcurrentQueue<Entry> Waiting { get; } = new();

        public SemaphoreSlim Turn { get; } = new(1, 1);
    }

    private sealed class Entry(Settlement settlement)
    {
        public Settlement Settlement => settlement;

        /// <summary>Null: not tried yet. Read and written by whoever has the turn.</summary>
        public bool? Settled { get; set; }
    }
}
