using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Messages;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Receiving;

/// <summary>Which stored messages incoming ones repeat, answer, change or react to, and which of them came before what they concern.</summary>
internal static class ConcernedMessages
{
    public static async Task<IReadOnlyList<Message>> ReadAsync(
        TrunklineDb db,
        BusinessNumberId number,
        IReadOnlyList<IncomingMessage> incoming,
        CancellationToken cancellation
    )
    {
        string[] providerIds = [.. incoming.SelectMany(ProviderIds).Distinct(StringComparer.Ordinal)];
        var there = db.Messages.Where(one => one.NumberId == number);
        var found = await there
            .Where(one => one.ProviderId != null && providerIds.Contains(one.ProviderId))
            .Concat(there.Where(one => one.Awaits != null && providerIds.Contains(one.Awaits)))
            .ToListAsync(cancellation);
        return [.. found, .. await NamedMeanwhileAsync(db, number, incoming, found, cancellation)];
    }

    private static IEnumerable<string> ProviderIds(IncomingMessage incoming)
    {
        yield return incoming.ProviderMessageId;
        if (TargetOf(incoming) is { } target)
            yield return target;
    }

    /// <summary>The provider's id of the message that this one answers, changes or reacts to.</summary>
    public static string? TargetOf(IncomingMessage incoming) =>
        incoming.Content switch
        {
            IncomingContent.Edited edited => edited.ProviderMessageId,
            IncomingContent.Revoked revoked => revoked.ProviderMessageId,
            IncomingContent.Reaction reaction => reaction.ProviderMessageId,
            _ => incoming.RepliesTo,
        };

    // The answer that gives a message its name may be on its way into the database while the customer's reply to it is.
    private static async Task<IReadOnlyList<Message>> NamedMeanwhileAsync(
        TrunklineDb db,
        BusinessNumberId number,
        IReadOnlyList<IncomingMessage> incoming,
        IEnumerable<Message> found,
        CancellationToken cancellation
    )
    {
        var known = found
            .Select(one => one.ProviderId)
            .OfType<string>()
            .Concat(incoming.Select(one => one.ProviderMessageId));
        string[] unknown = [.. incoming.Select(TargetOf).OfType<string>().Except(known, StringComparer.Ordinal)];
        if (unknown.Length == 0)
            return [];
        await ReportDelivery.TakeTurnAsync(db, number, cancellation);
        return await db
            .Messages.Where(one => one.NumberId == number && one.ProviderId != null && unknown.Contains(one.ProviderId))
            .ToListAsync(cancellation);
    }
}
