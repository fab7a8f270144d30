using Trunkline.Conversations.Contracts;

namespace Trunkline.WhatsApp.Sending;

/// <summary>
/// Keeps to WhatsApp's two limits before it enforces them: of a number so many messages in any second, in and out together, and to
/// one customer a burst and then one in six seconds. Kept by the process that owns the number; only what is not at rest
/// is kept. A new owner begins with nothing for the number, since the one before may just have spent it.
/// </summary>
internal sealed class SendingPace(TimeProvider time)
{
    // WhatsApp's is 45, and it begins to count when the first is there, a moment after us.
    public const double PairBurst = 44;
    public const double PairPerSecond = 1.0 / 6;

    // What may go at once and what fills up meanwhile make one second's worth together: all at once would make two.
    private const double BurstShare = 1.0 / 8;
    private const int SecondsUnderWay = 2;
    private const int Most = 1_000;
    private const int MostInDoubt = 16;
    private const int TidyAbove = 10_000;
    private static readonly TimeSpan InDoubt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<BusinessNumberId, TokenBucket> numbers = [];
    private readonly Dictionary<(BusinessNumberId Number, string Pair), TokenBucket> pairs = [];
    private readonly HashSet<BusinessNumberId> inDoubt = [];

    /// <summary>How many messages may leave the number now.</summary>
    public int Free(BusinessNumberId number, int perSecond)
    {
        lock (gate)
            return (numbers[number] = Of(number, perSecond)).Free;
    }

    /// <summary>
    /// How many of the number's sends may be on their way at once. As many as may come to an unknown outcome when this process is
    /// killed, or WhatsApp stops to answer; while it does not, a few tell when it answers again.
    /// </summary>
    public int MostUnderWay(BusinessNumberId number, int perSecond)
    {
        lock (gate)
            return inDoubt.Contains(number) ? MostInDoubt : Math.Min(perSecond * SecondsUnderWay, Most);
    }

    /// <summary>WhatsApp has answered a send, or nobody knows what became of it; one such after the other lets the number rest.</summary>
    public void Answered(BusinessNumberId number, bool known)
    {
        lock (gate)
            if (known)
                inDoubt.Remove(number);
            else if (!inDoubt.Add(number) && numbers.TryGetValue(number, out var bucket))
                numbers[number] = bucket.Until(time.GetUtcNow()).Rest(InDoubt);
    }

    /// <summary>Another process sends for the number: what is known here of its second is worth nothing any more.</summary>
    public void Forget(BusinessNumberId number)
    {
        lock (gate)
            numbers.Remove(number);
    }

    /// <summary>Whether the number has room again before whoever looks once a second would find it.</summary>
    public bool HasRoomSoon(BusinessNumberId number)
    {
        lock (gate)
            return numbers.TryGetValue(number, out var known) && known.Until(time.GetUtcNow()).UntilFree < Soon;
    }

    /// <summary>The customers who may be sent nothing at this moment.</summary>
    public IReadOnlyList<string> Resting(BusinessNumberId number)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var resting = new List<string>();
            foreach (var (key, bucket) in pairs.Where(one => one.Key.Number == number).ToList())
            {
                // Kept also when it is empty, or a clock that was set back would have to come to where it was before it fills.
                var filled = pairs[key] = bucket.Until(now);
                if (filled.Free == 0)
                    resting.Add(key.Pair);
            }
            return resting;
        }
    }

    public void Sent(BusinessNumberId number, int perSecond, string pair)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            numbers[number] = Of(number, perSecond).Take(1);
            var known = pairs.GetValueOrDefault((number, pair), TokenBucket.Full(PairBurst, PairPerSecond, now));
            pairs[(number, pair)] = known.Until(now).Take(1);
            if (pairs.Count > TidyAbove)
                foreach (var rested in pairs.Where(one => one.Value.Until(now).IsFull).Select(one => one.Key).ToList())
                    pairs.Remove(rested);
        }
    }

    /// <summary>
    /// What came in counts too, by as much as the second fills up by, and cannot be held back: it may leave the number overdrawn for a second.
    /// </summary>
    public void Received(BusinessNumberId number, int perSecond, int count)
    {
        lock (gate)
            numbers[number] = Of(number, perSecond).Take(count * (1 - BurstShare));
    }

    /// <summary>WhatsApp takes nothing from the number for a while: to go on asking would only be refused.</summary>
    public void Rest(BusinessNumberId number, TimeSpan pause)
    {
        lock (gate)
            if (numbers.TryGetValue(number, out var known))
                numbers[number] = known.Until(time.GetUtcNow()).Rest(pause);
    }

    private TokenBucket Of(BusinessNumberId number, int perSecond)
    {
        var now = time.GetUtcNow();
        var burst = perSecond * BurstShare;
        return numbers.TryGetValue(number, out var known) && known.Capacity == burst
            ? known.Until(now)
            : TokenBucket.Empty(burst, perSecond - burst, now);
    }
}
