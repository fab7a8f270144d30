using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Sending;

/// <summary>
/// Marks the next sends of a number as given to WhatsApp before they are. Whoever dies in between has left marks, and a
/// marked send is never repeated: after a minute without news its outcome is called unknown.
/// </summary>
internal sealed class ClaimSends(
    TrunklineDb db,
    Ownership ownership,
    SendingPace pace,
    UnconfirmedClaims unconfirmed,
    OutboxSignal signal,
    IDeliveryReports deliveries,
    EndSends ending,
    TimeProvider time
)
{
    /// <summary>How long an answer, or a status that replaces it, may take.</summary>
    public static readonly TimeSpan PatienceForAnswer = TimeSpan.FromSeconds(60);

    /// <param name="underWay">How many sends of the number are on their way already.</param>
    public async Task<IReadOnlyList<ClaimedSend>> RunAsync(
        BusinessNumberId number,
        int underWay,
        CancellationToken cancellation
    )
    {
        var phoneNumberId = await db
            .Numbers.Where(one => one.Id == number)
            .Select(one => one.PhoneNumberId)
            .SingleOrDefaultAsync(cancellation);
        var work = Lane.WorkOf(phoneNumberId ?? $"removed {number}");
        if (!await ownership.TryOwnAsync(work, cancellation))
        {
            pace.Forget(number);
            unconfirmed.Forget(number);
            return [];
        }
        IReadOnlyList<ClaimedSend> claimed = [];
        try
        {
            await db.WriteAsync(
                async () =>
                {
                    if (await ownership.StillOwnsAsync(db, work, cancellation))
                        claimed = await ClaimAsync(number, underWay, cancellation);
                    return Result.Done;
                },
                cancellation
            );
        }
        catch
        {
            unconfirmed.Keep(number, claimed);
            throw;
        }
        return claimed;
    }

    private async Task<IReadOnlyList<ClaimedSend>> ClaimAsync(
        BusinessNumberId number,
        int underWay,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        await TakeBackAsync(number, cancellation);
        await GiveUpWaitingAsync(number, now, cancellation);
        var from = await db.Numbers.AsNoTracking().SingleOrDefaultAsync(one => one.Id == number, cancellation);
        // Some were on their way, or being written, when the number was removed, or there were too many.
        if (from is null && await ending.FailWaitingAtRemovedAsync(number, cancellation))
            signal.WakeSoon();
        if (from is null || !from.IsConnected)
            return [];
        var free = pace.Free(number, from.PerSecond);
        if (free == 0 && pace.HasRoomSoon(number))
            signal.WakeSoon();
        free = Math.Min(Math.Min(free, pace.MostUnderWay(number, from.PerSecond) - underWay), OutboxRow.MostTogether);
        var rows = free <= 0 ? [] : await NextAsync(number, free, now, cancellation);
        var (to, anyFailed) = await ending.FailNotSendableAsync(rows, cancellation);
        if (anyFailed)
        {
            // Where a number was stopped for long, many of the kind stand before what may go out.
            await db.SaveChangesAsync(cancellation);
            await ending.FailNotSendableAsync(
                await NextAsync(number, OutboxRow.MostTogether, now, cancellation),
                cancellation
            );
            signal.WakeSoon();
            return [];
        }
        var claimed = new List<ClaimedSend>(rows.Count);
        foreach (var row in rows)
        {
            row.Start(now);
            var send = Json.Read<OutgoingSend>(row.Send);
            claimed.Add(new(row.Id, number, from.PhoneNumberId, send, to.GetValueOrDefault(row.Id), row.Attempts));
            if (send is not OutgoingSend.Read)
                db.AfterCommit(() => pace.Sent(number, from.PerSecond, row.Pair));
        }
        await deliveries.ReportAsync(
            [
                .. claimed
                    .Where(one => one.Send is not OutgoingSend.Read)
                    .Select(one => new DeliveryReport(new(one.Id), DeliveryEvent.Sending, now)),
            ],
            cancellation
        );
        return claimed;
    }

    // One at a time in each conversation, in the order in which they were queued; one that waits holds up those behind it and
    // nobody else.
    private async Task<IReadOnlyList<OutboxRow>> NextAsync(
        BusinessNumberId number,
        int room,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var queue = db.Outbox.Where(row => row.Number == number);
        string[] resting = [.. pace.Resting(number)];
        return await queue
            .Where(OutboxRow.IsDue(now))
            .Where(row =>
                !resting.Contains(row.Pair)
                && !queue.Any(earlier =>
                    earlier.Pair == row.Pair
                    && (
                        earlier.QueuedAt < row.QueuedAt
                        || (earlier.QueuedAt == row.QueuedAt && earlier.Id.CompareTo(row.Id) < 0)
                    )
                )
            )
            .OrderBy(row => row.QueuedAt)
            .ThenBy(row => row.Id)
            .Take(room)
            .ToListAsync(cancellation);
    }

    private async Task TakeBackAsync(BusinessNumberId number, CancellationToken cancellation)
    {
        var attempts = unconfirmed.Of(number);
        if (attempts.Count == 0)
            return;
        Guid[] ids = [.. attempts.Keys];
        var open = await db
            .Outbox.Where(row => row.Number == number && ids.Contains(row.Id))
            .OrderBy(row => row.Id)
            .Locked()
            .ToListAsync(cancellation);
        foreach (var row in open.Where(row => row.Awaits(attempts[row.Id])))
            row.Hold();
        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(() => unconfirmed.Forget(number));
    }

    private async Task GiveUpWaitingAsync(BusinessNumberId number, DateTimeOffset now, CancellationToken cancellation)
    {
        var silent = await db
            .Outbox.Where(row => row.Number == number)
            .Where(OutboxRow.IsSilent(now))
            .OrderBy(row => row.Id)
            .Locked()
            .ToListAsync(cancellation);
        foreach (var ahead in silent.Where(row => row.StartedAt > now).ToList())
        {
            ahead.AwaitFrom(now);
            silent.Remove(ahead);
        }
        if (silent.Count == 0)
            return;
        await ending.RunAsync(silent, DeliveryEvent.OutcomeUnknown, null, cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}

/// <summary>A send that is marked as given to WhatsApp.</summary>
/// <param name="To">Where the customer was at that moment; null for a read receipt.</param>
internal sealed record ClaimedSend(
    Guid Id,
    BusinessNumberId Number,
    string PhoneNumberId,
    OutgoingSend Send,
    CustomerAddress? To,
    int Attempt
);
