using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp.Processing;

/// <summary>
/// Finds the messages that statuses are about: by our own id, which every send carries and every status brings back, else by
/// WhatsApp's. What is about no message of ours, or not yet, is parked.
/// </summary>
internal sealed class ApplyStatus(
    TrunklineDb db,
    IDeliveryReports deliveries,
    StopNumber stop,
    EndSends ending,
    TimeProvider time
)
{
    public async Task RunAsync(
        BusinessNumberId number,
        IReadOnlyList<WebhookEvent.Status> statuses,
        CancellationToken cancellation
    )
    {
        var (ours, others) = await ReportAsync(number, statuses, cancellation);
        var parked = await TakeParkedAsync(number, [.. ours.Select(one => one.ProviderMessageId)], cancellation);
        await StopAsync(number, [.. ours, .. parked], cancellation);
        foreach (var status in others)
            db.Append(
                new ParkedStatus(
                    db.Enterprise!.Value,
                    Guid.CreateVersion7(),
                    number,
                    status.ProviderMessageId,
                    Json.Write(status),
                    time.GetUtcNow()
                )
            );
    }

    /// <summary>WhatsApp's ids of some of our messages are known now: what was parked under them is reported.</summary>
    public async Task ReleaseAsync(
        BusinessNumberId number,
        IReadOnlyCollection<string> providerMessageIds,
        CancellationToken cancellation
    )
    {
        await TakeTurnAsync(number, cancellation);
        await StopAsync(number, await TakeParkedAsync(number, providerMessageIds, cancellation), cancellation);
    }

    // A lane that parks what it does not find, and whoever stores the id that it looks for: one of the two comes second, and sees it.
    private Task TakeTurnAsync(BusinessNumberId number, CancellationToken cancellation) =>
        db.TakeTurnAsync($"statuses parked at {number}", cancellation);

    private async Task<IReadOnlyList<WebhookEvent.Status>> TakeParkedAsync(
        BusinessNumberId number,
        IReadOnlyCollection<string> providerMessageIds,
        CancellationToken cancellation
    )
    {
        if (providerMessageIds.Count == 0)
            return [];
        string[] ids = [.. providerMessageIds.Distinct(StringComparer.Ordinal)];
        var parked = await db.Set<ParkedStatus>()
            .Where(one => one.Number == number && ids.Contains(one.ProviderMessageId))
            .OrderBy(one => one.ParkedAt)
            .ToListAsync(cancellation);
        var rows = parked.Select(one => (Row: one, Status: Json.Read<WebhookEvent.Status>(one.Json))).ToList();
        var (ours, _) = await ReportAsync(number, [.. rows.Select(one => one.Status)], cancellation);
        db.RemoveRange(rows.Where(one => ours.Contains(one.Status)).Select(one => one.Row));
        return ours;
    }

    // What WhatsApp finds out late stops the number as if it had said so at once. What another app sent is no reason of ours.
    private async Task StopAsync(
        BusinessNumberId number,
        IEnumerable<WebhookEvent.Status> ours,
        CancellationToken cancellation
    )
    {
        var failed = new List<(WebhookEvent.Status Status, int Code, SendError Error)>();
        foreach (var status in ours)
            if (SendErrors.CodeOf(status.Failure) is { } code)
                failed.Add((status, code, SendErrors.Find(code)));
        // What waited for the same customer then would fail for the same reason; what was written since may not.
        foreach (var (status, _, _) in failed.Where(one => one.Error.StopsWhatWaits))
            if (
                Named(status) is { } message
                && await deliveries.ConversationOfAsync(message, cancellation) is { } conversation
            )
                await ending.FailAsync(number, conversation.ToString(), status.Failure!, cancellation, status.At);
        // The number last, as whoever removes one has locked it.
        foreach (var (status, code, error) in failed.Where(one => one.Error.StopsNumber))
            await stop.RunAsync(number, code, error, status.At, cancellation);
    }

    /// <summary>Tells those that are about messages of ours from those that are about no known one.</summary>
    private async Task<(
        IReadOnlyList<WebhookEvent.Status> Ours,
        IReadOnlyList<WebhookEvent.Status> Others
    )> ReportAsync(BusinessNumberId number, IReadOnlyList<WebhookEvent.Status> statuses, CancellationToken cancellation)
    {
        if (statuses.Count == 0)
            return ([], []);
        var named = statuses.Where(one => Named(one) is not null).ToList();
        // The send first, then its message: whoever sends locks them in this order too.
        var overtaken = await EndProvenAsync(number, named, cancellation);
        var telling = named.Where(one => !overtaken.Contains(one)).ToList();
        var reported = await deliveries.ReportAsync(
            [.. telling.Select(one => Report(Named(one)!.Value, one))],
            cancellation
        );
        var ours = telling.Where((_, index) => reported[index]).Concat(overtaken).ToHashSet();
        var others = statuses.Where(one => !ours.Contains(one)).ToList();
        if (others.Count == 0)
            return (statuses, []);
        await TakeTurnAsync(number, cancellation);
        var found = await deliveries.FindAsync(number, [.. others.Select(one => one.ProviderMessageId)], cancellation);
        var known = others.Where(one => found.ContainsKey(one.ProviderMessageId)).ToList();
        await deliveries.ReportAsync([.. known.Select(one => Report(found[one.ProviderMessageId], one))], cancellation);
        ours.UnionWith(known);
        return ([.. statuses.Where(ours.Contains)], [.. statuses.Where(one => !ours.Contains(one))]);
    }

    // A status proves that WhatsApp has the message, whatever its answer said or did not say: repeated, it would come twice. Answers
    // which of them prove nothing, since they say again of one attempt why there is another.
    private async Task<IReadOnlySet<WebhookEvent.Status>> EndProvenAsync(
        BusinessNumberId number,
        IReadOnlyList<WebhookEvent.Status> named,
        CancellationToken cancellation
    )
    {
        if (named.Count == 0)
            return new HashSet<WebhookEvent.Status>();
        Guid[] ids = [.. named.Select(one => Named(one)!.Value.Value).Distinct()];
        var tried = await db
            .Outbox.Where(row => row.Number == number && ids.Contains(row.Id) && row.StartedAt != null)
            .OrderBy(row => row.Id)
            .Locked()
            .ToDictionaryAsync(row => new MessageId(row.Id), cancellation);
        var overtaken = named
            .Where(one => tried.GetValueOrDefault(Named(one)!.Value)?.HasOvertaken(one) is true)
            .ToHashSet();
        var proven = named.Except(overtaken).Select(one => tried.GetValueOrDefault(Named(one)!.Value));
        db.RemoveRange(proven.OfType<OutboxRow>().Distinct());
        return overtaken;
    }

    private static MessageId? Named(WebhookEvent.Status status) =>
        Id.TryParse<MessageId>(status.CallbackData, out var named) ? named : null;

    private static DeliveryReport Report(MessageId message, WebhookEvent.Status status) =>
        new(message, status.Event, status.At)
        {
            ProviderMessageId = status.ProviderMessageId,
            Failure = status.Failure,
            Identities = status.Recipient,
        };
}
