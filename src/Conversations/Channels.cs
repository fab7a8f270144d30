using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Threads;

namespace Trunkline.Conversations;

/// <summary>The channels that are installed, by the key that conversations store.</summary>
internal sealed class Channels(IEnumerable<IMessageChannel> channels)
{
    public IReadOnlyList<IMessageChannel> All { get; } = [.. channels];

    public IMessageChannel this[string key] =>
        All.FirstOrDefault(channel => channel.Key == key)
        ?? throw new InvalidOperationException($"No channel is called {key}.");

    public async Task<BusinessNumber?> FindNumberAsync(
        string key,
        BusinessNumberId number,
        CancellationToken cancellation
    ) => (await this[key].FindNumbersAsync([number], cancellation)).GetValueOrDefault(number);

    /// <summary>The numbers of these conversations, one question to each channel.</summary>
    public async Task<IReadOnlyDictionary<BusinessNumberId, BusinessNumber>> FindNumbersAsync(
        IReadOnlyCollection<ConversationView> conversations,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<BusinessNumberId, BusinessNumber>();
        foreach (var group in conversations.GroupBy(one => one.Channel))
        {
            var ids = group.Select(one => one.NumberId).Distinct().ToList();
            foreach (var (id, number) in await this[group.Key].FindNumbersAsync(ids, cancellation))
                found[id] = number;
        }
        return found;
    }
}
