using System.Diagnostics;
using System.Diagnostics.Metrics;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations;

/// <summary>What operators count of what was decided about messages. Never a person, a number or a text in a tag.</summary>
internal static class ConversationsMeter
{
    private const string Name = "Trunkline.Conversations";
    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Counter<long> Decided = Meter.CreateCounter<long>("trunkline.messages.decided");

    /// <summary>Counts them by what became of each, once that is committed.</summary>
    public static void Count(TrunklineDb db, IReadOnlyList<Received> received)
    {
        if (!Decided.Enabled)
            return;
        db.AfterCommit(() =>
        {
            foreach (var (receipt, count) in received.CountBy(one => one.Receipt))
                Decided.Add(count, new KeyValuePair<string, object?>("receipt", receipt.ToString()));
        });
    }
}
