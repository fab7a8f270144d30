using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Webhooks;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.WhatsApp.Processing;

/// <summary>Takes the oldest bodies of a lane out of the inbox, and marks them when what they say is stored.</summary>
internal sealed class OldestBodies(TrunklineDb db, TimeProvider time)
{
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>
    /// As many rows as hold <paramref name="together"/> bodies, and not more than fit into memory comfortably; nothing when none
    /// waits. Throws <see cref="JsonException"/> when a row must be taken apart because one of its bodies is not JSON.
    /// </summary>
    public async Task<LaneBodies?> ReadAsync(string lane, int together, CancellationToken cancellation)
    {
        // Sizes first: of what does not fit, the bodies need not be read.
        var rows = await db
            .Inbox.FromSql(
                $"""
                SELECT * FROM whatsapp_inbox WHERE sequence IN (
                    SELECT sequence FROM (
                        SELECT sequence, SUM(count) OVER earlier AS bodies_before, SUM(bytes) OVER earlier AS bytes_before
                        FROM (
                            SELECT sequence, count, COALESCE(inflated, LENGTH(bodies)) AS bytes FROM whatsapp_inbox
                            WHERE lane = {lane} AND state = 'Waiting' ORDER BY sequence LIMIT {together}
                        ) AS oldest
                        WINDOW earlier AS (ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                    ) AS counted
                    WHERE bodies_before IS NULL OR (bodies_before < {together} AND bytes_before <= {MostBytes})
                )
                """
            )
            .AsNoTracking()
            .OrderBy(row => row.Sequence)
            .ToListAsync(cancellation);
        if (rows.Count == 0)
            return null;
        var events = new List<(InboxRow Row, WebhookEvent Event)>(together);
        var unreadable = new List<long>();
        foreach (var row in rows)
            try
            {
                foreach (var body in row.Said)
                    events.AddRange(WebhookReader.Read(body, lane, row.ReceivedAt).Select(one => (row, one)));
            }
            catch (JsonException) when (row.Count == 1)
            {
                unreadable.Add(row.Sequence);
            }
        var more =
            rows.Sum(row => row.Count) >= together || rows.Sum(row => row.Inflated ?? row.Bodies.Length) > MostBytes;
        return new(lane, rows, events, unreadable, more);
    }

    /// <summary>
    /// In the transaction in which what they say is stored. Throws <see cref="DbUpdateConcurrencyException"/> when another has
    /// settled one of them since it was read: then nothing of this may be stored.
    /// </summary>
    public async Task SettleAsync(LaneBodies bodies, CancellationToken cancellation)
    {
        var waiting = db.Inbox.Where(row => row.Lane == bodies.Lane && row.State == InboxState.Waiting);
        DateTimeOffset? now = time.GetUtcNow();
        var done = bodies.Rows.Select(row => row.Sequence).Except(bodies.Unreadable).ToArray();
        var settled = await waiting
            .Where(row => done.Contains(row.Sequence))
            .ExecuteUpdateAsync(
                change => change.SetProperty(row => row.State, InboxState.Done).SetProperty(row => row.SettledAt, now),
                cancellation
            );
        if (bodies.Unreadable.Count > 0)
            settled += await waiting
                .Where(row => bodies.Unreadable.Contains(row.Sequence))
                .ExecuteUpdateAsync(
                    change =>
                        change
                            .SetProperty(row => row.State, InboxState.SetAside)
                            .SetProperty(row => row.Reason, "It is not JSON.")
                            .SetProperty(row => row.SettledAt, now),
                    cancellation
                );
        if (settled != bodies.Rows.Count)
            throw new DbUpdateConcurrencyException(
                $"{bodies.Rows.Count - settled} of {bodies.Rows.Count} rows of webhooks were settled by another since they were read."
            );
        db.AfterCommit(() =>
        {
            WhatsAppMeter.Processed.Add(bodies.Rows.Sum(row => row.Count) - bodies.Unreadable.Count);
            WhatsAppMeter.SetAside.Add(bodies.Unreadable.Count);
            WhatsAppMeter.Lag.Record((now.Value - bodies.Rows[0].ReceivedAt).TotalSeconds);
        });
    }
}

/// <param name="Rows">In order, at least one.</param>
/// <param name="Events">What they say, in order.</param>
/// <param name="Unreadable">The sequences of those that are not JSON.</param>
/// <param name="More">True when others may wait behind them.</param>
internal sealed record LaneBodies(
    string Lane,
    IReadOnlyList<InboxRow> Rows,
    IReadOnlyList<(InboxRow Row, WebhookEvent Event)> Events,
    IReadOnlyList<long> Unreadable,
    bool More
);
