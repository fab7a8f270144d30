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
internal sealed class ClaimSends(TrunklineDb db, Ownership ownership, IDeliveryReports deliveries, TimeProvider time)
{
    /// <summary>How long an answer, or a status that replaces it, may take.</summary>
    public static readonly TimeSpan PatienceForAnswer = TimeSpan.FromSeconds(60);

    private const int Ahead = 1000;

    public async Task<IReadOnlyList<ClaimedSend>> RunAsync(
        BusinessNumberId number,
        int room,
        CancellationToken cancellation
    )
    {
        var phoneNumberId = await db
            .Numbers.Where(one => one.Id == number)
            .Select(one => one.PhoneNumberId)
            .SingleOrDefaultAsync(cancellation);
        var work = Lane.WorkOf(phoneNumberId ?? $"removed {number}");
        if (!await ownership.TryOwnAsync(work, cancellation))
            return [];
        var claimed = await db.WriteAsync(
            async () =>
                Result<IReadOnlyList<ClaimedSend>>.Of(
                    await ownership.StillOwnsAsync(db, work, cancellation)
                        ? await ClaimAsync(number, room, cancellation)
                        : []
                ),
            cancellation
        );
        return claimed.Value;
    }

    private async Task<IReadOnlyList<ClaimedSend>> ClaimAsync(
        BusinessNumberId number,
        int room,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        await GiveUpWaitingAsync(number, now, cancellation);
        var from = await db.Numbers.AsNoTracking().SingleOrDefaultAsync(one => one.Id == number, cancellation);
        if (from is null || !from.IsConnected)
            return [];
        var next = await NextAsync(number, room, now, cancellation);
        var rows = await db
            .Outbox.Where(row => next.Contains(row.Id))
            .OrderBy(row => row.QueuedAt)
            .ThenBy(row => row.Id)
            .ToListAsync(cancellation);
        var claimed = new List<ClaimedSend>(rows.Count);
        foreach (var row in rows)
        {
            row.Start(now);
            var send = Json.Read<OutgoingSend>(row.Send);
            if (send is not OutgoingSend.Read)
                await deliveries.ReportAsync([new(new(row.Id), DeliveryEvent.Sending, now)], cancellation);
            claimed.Add(new(row.Id, number, from.PhoneNumberId, send, row.Attempts));
        }
        return claimed;
    }

    // One at a time to each customer, in the order in which they were queued; one that waits holds up those behind it.
    private async Task<IReadOnlyList<Guid>> NextAsync(
        BusinessNumberId number,
        int room,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var queue = await db
            .Outbox.AsNoTracking()
            .Where(row => row.Number == number)
            .OrderBy(row => row.QueuedAt)
            .ThenBy(row => row.Id)
            .Select(row => new
            {
                row.Id,
                row.Pair,
                row.State,
                row.DueAt,
            })
            .Take(Ahead)
            .ToListAsync(cancellation);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. queue
                .Where(row => taken.Add(row.Pair) && row.State is OutboxState.Waiting && row.DueAt <= now)
                .Select(row => row.Id)
                .Take(room),
        ];
    }

    private async Task GiveUpWaitingAsync(BusinessNumberId number, DateTimeOffset now, CancellationToken cancellation)
    {
        var given = now - PatienceForAnswer;
        var silent = await db
            .Outbox.Where(row => row.Number == number && row.State == OutboxState.Sending && row.StartedAt <= given)
            .ToListAsync(cancellation);
        foreach (var row in silent)
        {
            db.Remove(row);
            if (Json.Read<OutgoingSend>(row.Send) is not OutgoingSend.Read)
                await deliveries.ReportAsync([new(new(row.Id), DeliveryEvent.OutcomeUnknown, now)], cancellation);
        }
        if (silent.Count > 0)
            await db.SaveChangesAsync(cancellation);
    }
}

/// <summary>A send that is marked as given to WhatsApp.</summary>
internal sealed record ClaimedSend(
    Guid Id,
    BusinessNumberId Number,
    string PhoneNumberId,
    OutgoingSend Send,
    int Attempt
);
