using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Sending;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Processing;

/// <summary>
/// One batch of one lane, in one transaction: what the bodies say, what follows from it, and that they are done. So nothing
/// is processed twice, and nothing is done that was not processed.
/// </summary>
internal sealed class LaneBatch(
    TrunklineDb db,
    WriteGate gate,
    OldestBodies oldest,
    Ownership ownership,
    IIncomingMessages incoming,
    ApplyStatus applyStatus,
    SendingPace pace,
    TimeProvider time
)
{
    private static readonly TimeSpan Noted = TimeSpan.FromMinutes(1);

    /// <summary>Turns to the enterprise whose lane it is, so one of these does one batch.</summary>
    public async Task<LaneProgress> RunAsync(string lane, int together, CancellationToken cancellation)
    {
        using var queue = await gate.QueueAsync(cancellation);
        // Before the turn comes: on SQLite another batch is being written meanwhile.
        if (await oldest.ReadAsync(lane, together, cancellation) is not { } bodies)
            return default;
        var started = time.GetTimestamp();
        var outcome = await db.WriteAsync<LaneOutcome>(
            async () =>
            {
                // Until here this batch waited for others; from here on they wait for it.
                queue?.Dispose();
                started = time.GetTimestamp();
                return await ownership.StillOwnsAsync(db, Lane.WorkOf(lane), cancellation)
                    ? await ProcessAsync(bodies, cancellation)
                    : LaneOutcome.Done;
            },
            cancellation
        );
        return new(outcome.Value, time.GetElapsedTime(started));
    }

    private async Task<LaneOutcome> ProcessAsync(LaneBodies bodies, CancellationToken cancellation)
    {
        // The one question that no tenant can ask: whose is this lane?
        var owner = await LaneNumbers.Of(db, bodies.Lane).AsNoTracking().FirstOrDefaultAsync(cancellation);
        if (owner is null)
            return LaneOutcome.NobodysLane;
        db.Within(owner.EnterpriseId);
        var number = Lane.AccountIn(bodies.Lane) is null ? owner : null;
        await ApplyAsync(number, bodies.Events, cancellation);
        if (number is not null && bodies.Events.Count(one => one.Event is WebhookEvent.Message) is > 0 and var came)
            db.AfterCommit(() => pace.Received(number.Id, number.PerSecond, came));
        await oldest.SettleAsync(bodies, cancellation);
        await NoteAsync(number, bodies.Rows[^1].ReceivedAt, cancellation);
        return bodies.More ? LaneOutcome.More : LaneOutcome.Done;
    }

    private async Task ApplyAsync(
        WhatsAppNumber? number,
        IReadOnlyList<(InboxRow Row, WebhookEvent Event)> events,
        CancellationToken cancellation
    )
    {
        var messages = new List<(InboxRow Row, WebhookEvent.Message Message)>();
        var statuses = new List<WebhookEvent.Status>();
        foreach (var (row, happened) in events)
            switch (happened)
            {
                case WebhookEvent.Message message when number is not null:
                    messages.Add((row, message));
                    break;
                case WebhookEvent.Status status when number is not null:
                    statuses.Add(status);
                    break;
                case WebhookEvent.IdentityChanged change:
                    await ReceiveAsync(number, messages, cancellation);
                    await incoming.IdentityChangedAsync(change.Before, change.After, change.At, cancellation);
                    break;
                case WebhookEvent.Preference wish:
                    await KeepAsync(row, wish, cancellation);
                    break;
                case WebhookEvent.Other other:
                    db.Append(Kept(row, number, other));
                    break;
            }
        await ReceiveAsync(number, messages, cancellation);
        if (number is not null)
            await applyStatus.RunAsync(number.Id, statuses, cancellation);
    }

    private async Task ReceiveAsync(
        WhatsAppNumber? number,
        List<(InboxRow Row, WebhookEvent.Message Message)> messages,
        CancellationToken cancellation
    )
    {
        if (number is null || messages.Count == 0)
            return;
        var received = await incoming.ReceiveAsync(
            [.. messages.Select(one => Incoming(number.Id, one.Message))],
            cancellation
        );
        foreach (var ((row, message), receipt) in messages.Zip(received))
            if (message.Whole is { } whole && receipt.Receipt is not Receipt.Duplicate)
                db.Append(Kept(row, number, whole));
        messages.Clear();
    }

    private static IncomingMessage Incoming(BusinessNumberId number, WebhookEvent.Message message) =>
        new(
            WhatsAppChannel.ChannelKey,
            number,
            message.From,
            message.ProfileName,
            message.Username,
            message.ProviderMessageId,
            message.At,
            message.Content,
            message.RepliesTo
        );

    private async Task KeepAsync(InboxRow row, WebhookEvent.Preference wish, CancellationToken cancellation)
    {
        foreach (var identity in wish.From.Select(one => one.Value).Distinct(StringComparer.Ordinal))
        {
            var kept = new CategoryWish(Enterprise, row.BusinessAccount, identity, wish.Category, wish.At, wish.Stop);
            var known = await db.FindAsync<CategoryWish>(
                [kept.EnterpriseId, kept.BusinessAccountId, kept.Identity, kept.Category, kept.At],
                cancellation
            );
            if (known is null)
                db.Add(kept);
        }
    }

    private ChannelEvent Kept(InboxRow row, WhatsAppNumber? number, WebhookEvent.Other other) =>
        new(
            Enterprise,
            Guid.CreateVersion7(),
            row.BusinessAccount,
            number?.Id,
            other.Field,
            other.Kind,
            other.Json,
            row.ReceivedAt
        );

    // Last in the batch: whoever stops a number has locked what he sent before.
    private async Task NoteAsync(WhatsAppNumber? number, DateTimeOffset? at, CancellationToken cancellation)
    {
        // A body that is replayed came long ago; a clock that was set back has left a moment that is still to come.
        var last = number?.LastWebhookAt;
        if (number is null || (last <= time.GetUtcNow() && at - last < Noted))
            return;
        await db
            .Numbers.Where(one => one.Id == number.Id)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.LastWebhookAt, at), cancellation);
    }

    private EnterpriseId Enterprise => db.Enterprise!.Value;
}

/// <summary>How it goes on with a lane after a batch.</summary>
internal enum LaneOutcome
{
    /// <summary>Nothing waits, or the lane is another's now; whoever stores the next body wakes it.</summary>
    Done,

    /// <summary>Others may wait behind these.</summary>
    More,

    /// <summary>No number here has it, so nothing was processed.</summary>
    NobodysLane,
}

/// <param name="Held">How long the write took, without the time in which it waited for its turn.</param>
internal readonly record struct LaneProgress(LaneOutcome Outcome, TimeSpan Held);
