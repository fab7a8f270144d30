using System.Collections.Concurrent;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Phones;

/// <summary>Which chat each phone has on its screen: the one that was picked, until another has something newer.</summary>
internal sealed class ShownChats
{
    readonly ConcurrentDictionary<string, (string Number, DateTimeOffset At)> picked = [];

    public void Pick(string customer, string number, DateTimeOffset now) => picked[customer] = (number, now);

    public Chat? Of(string customer, IReadOnlyList<Chat> chats)
    {
        var newest = chats.MaxBy(LastActivity);
        if (!picked.TryGetValue(customer, out var pick))
            return newest;
        return newest is not null && LastActivity(newest) > pick.At
            ? newest
            : chats.FirstOrDefault(chat => chat.Number.Id == pick.Number) ?? newest;
    }

    static DateTimeOffset LastActivity(Chat chat) => chat.OnPhone.LastOrDefault()?.At ?? DateTimeOffset.MinValue;
}
