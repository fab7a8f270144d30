using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Trunkline.Access.SignIn;

/// How many attempts a minute are let through from one network address (of IPv6, from one network of 56 bits) and for one e-mail address;
/// those that succeed do not count. The framework's limiters cannot take an attempt back, and keep their own clock.
internal sealed class SignInPace(TimeProvider time)
{
    public const int MostForOneEmail = 10;
    public const int MostFromOneAddress = 60;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Count> counts = new();
    private DateTimeOffset forgotten = time.GetUtcNow();

    /// How many addresses and people are remembered.
    public int Remembered => counts.Count;

    public bool Admits(IPAddress? address, string person)
    {
        // Whom an address that is over its limit asks for is not remembered: it could ask for any number.
        if (Add(From(address), 1) > MostFromOneAddress)
            return false;
        Forget();
        return Add($"for {person}", 1) <= MostForOneEmail;
    }

    public void TakeBack(IPAddress? address, string person)
    {
        Add(From(address), -1);
        Add($"for {person}", -1);
    }

    // A subscriber of IPv6 has a network of addresses, often 256 networks of 64 bits, and can take a new one for each attempt.
    private static string From(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? $"from {Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 7))}"
            : $"from {address?.MapToIPv4()}";

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

    // To look through them costs more the more there are, so it is done once in a while.
    private void Forget()
    {
        var now = time.GetUtcNow();
        if (now - forgotten < BetweenForgetting)
            return;
        forgotten = now;
        foreach (var (key, count) in counts)
            if (now - count.Since >= Window)
                counts.TryRemove(key, out _);
    }

    private readonly record struct Count(DateTimeOffset Since, int Attempts);
}
