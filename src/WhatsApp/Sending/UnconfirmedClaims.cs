using System.Collections.Concurrent;
using Trunkline.Conversations.Contracts;

namespace Trunkline.WhatsApp.Sending;

/// <summary>
/// Claims of this process that may be in the database although their commit failed. Nothing of them was given to WhatsApp, and nobody but
/// who made them knows that.
/// </summary>
internal sealed class UnconfirmedClaims
{
    private readonly ConcurrentDictionary<BusinessNumberId, Dictionary<Guid, int>> claims = new();

    /// <summary>Those of the number, with the attempt that each was marked as.</summary>
    public IReadOnlyDictionary<Guid, int> Of(BusinessNumberId number) =>
        claims.GetValueOrDefault(number) ?? new Dictionary<Guid, int>();

    /// <summary>Beside those of before: that they were taken back may not be committed either.</summary>
    public void Keep(BusinessNumberId number, IReadOnlyList<ClaimedSend> claimed)
    {
        if (claimed.Count == 0)
            return;
        var kept = new Dictionary<Guid, int>(Of(number));
        foreach (var one in claimed)
            kept[one.Id] = one.Attempt;
        claims[number] = kept;
    }

    /// <summary>They were taken back, or the number is another process's.</summary>
    public void Forget(BusinessNumberId number) => claims.TryRemove(number, out _);
}
