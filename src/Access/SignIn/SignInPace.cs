using System.Collections.Concurrent;
using System.Net;

namespace Trunkline.Access.SignIn;

/// How many attempts a minute are let through from one network address and for one e-mail address; those that succeed do
/// not count. The framework's limiters cannot take an attempt back, and keep their own clock.
internal sealed class SignInPace(TimeProvider time)
{
    public const int MostForOneEmail = 10;
    public const int MostFromOneAddress = 60;
    private const int MostRemembered = 20_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Count> counts = new();

    public bool Admits(IPAddress? address, string person)
    {
        if (counts.Count > MostRemembered)
            Forget();
        // Both are counted, also when the first is already over.
        return Add($"from {address}", 1) <= MostFromOneAddress & Add($"for {person}", 1) <= MostForOneEmail;
    }

    public void TakeBack(IPAddress? address, string person)
    {
        Add($"from {address}", -1);
        Add($"for {person}", -1);
    }

    private int Add(string key, int step)
    {
        var now = time.GetUtcNow();
        return counts
            .AddOrUpdate(
                key,
                _ => new(now, Math.Max(step, 0)),
                (_, count) =>
                    now - count.Since < Window
                        ? count with
                        {
                            Attempts = Math.Max(count.Attempts + step, 0),
                        }
                        : new(now, Math.Max(step, 0))
            )
            .Attempts;
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (key, count) in counts)
            if (now - count.Since >= Window)
                counts.TryRemove(key, out _);
    }

    private readonly record struct Count(DateTimeOffset Since, int Attempts);
}
