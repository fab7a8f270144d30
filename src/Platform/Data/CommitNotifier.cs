using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>
/// Tells the other processes on PostgreSQL what this one has committed; what comes up while a NOTIFY is under way goes with the next.
/// After the commit and on a connection of its own: PostgreSQL lets transactions that notify commit one after the other, flush and
/// standby included (docs/decisions/0030). What dies with the process before it is said is found by looking.
/// </summary>
internal sealed partial class CommitNotifier : BackgroundService
{
    // PostgreSQL takes fewer than 8,000 bytes.
    private const int LongestPayload = 7_000;
    private const int Patience = 5; // seconds
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly DatabaseSettings settings;
    private readonly CommitSignals signals;
    private readonly TimeProvider time;
    private readonly ILogger<CommitNotifier> logger;
    private readonly Channel<CommitNews> committed = System.Threading.Channels.Channel.CreateUnbounded<CommitNews>();
    private CommitNews untold = CommitNews.Nothing;
    private NpgsqlConnection? connection;

    public CommitNotifier(
        DatabaseSettings settings,
        CommitSignals signals,
        TimeProvider time,
        ILogger<CommitNotifier> logger
    )
    {
        (this.settings, this.signals, this.time, this.logger) = (settings, signals, time, logger);
        if (settings.Provider is DatabaseProvider.PostgreSql)
            signals.Committed += Gather;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await committed.Reader.WaitToReadAsync(CancellationToken.None))
            while (!await TryTellAsync())
                await Task.Delay(Pause, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>What was committed until now is told once more. A host may be stopped by several at once.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        signals.Committed -= Gather;
        committed.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    private void Gather(CommitNews news) => committed.Writer.TryWrite(news);

    private async Task<bool> TryTellAsync()
    {
        while (committed.Reader.TryRead(out var news))
            untold = untold.With(news);
        if (untold.IsNothing)
            return true;
        try
        {
            await TellAsync(connection ??= await OpenAsync());
            untold = CommitNews.Nothing;
            return true;
        }
        catch (Exception error)
        {
            await LeaveAsync();
            NotTold(error.Message);
            return false;
        }
    }

    private async Task TellAsync(NpgsqlConnection connection)
    {
        var payloads = untold.Write(LongestPayload).Select(signals.Signed).ToArray();
        await using var notify = new NpgsqlCommand("SELECT pg_notify($1, news) FROM unnest($2) AS news", connection);
        notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = CommitListener.Channel });
        notify.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = payloads });
        await notify.PrepareAsync();
        await notify.ExecuteNonQueryAsync();
    }

    private Task<NpgsqlConnection> OpenAsync() =>
        DirectConnection.OpenAsync(
            settings,
            DirectConnection.CommitWithoutWaiting,
            text => text.Timeout = text.CommandTimeout = Patience
        );

    private async Task LeaveAsync()
    {
        if (connection is { } open)
            await open.DisposeAsync();
        connection = null;
    }

    [LoggerMessage(LogLevel.Warning, "Other processes could not be told of commits; it is tried again: {Reason}")]
    private partial void NotTold(string reason);
}
