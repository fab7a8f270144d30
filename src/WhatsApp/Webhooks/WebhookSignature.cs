using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Trunkline.Platform;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// HMAC-SHA256 over the bytes as they came. Never over text that was decoded and encoded again: Meta escapes differently
/// from every library, and then the signature of an honest body fails.
/// </summary>
internal sealed class WebhookSignature(IEnumerable<Secret> secrets)
{
    public const string Header = "X-Hub-Signature-256";
    private const string Prefix = "sha256=";

    private readonly byte[][] keys = [.. secrets.Select(secret => Encoding.UTF8.GetBytes(secret.Reveal()))];

    /// <summary>True when one of the secrets made the signature. The time does not tell which, nor how near a guess was.</summary>
    public bool Matches(StringValues header, ReadOnlySpan<byte> body)
    {
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!TryRead(header, claimed))
            return false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var matches = false;
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, body, expected);
            matches |= CryptographicOperations.FixedTimeEquals(expected, claimed);
        }
        return matches;
    }

    /// <summary>Whether it has the form of a signature at all.</summary>
    public static bool IsOne(StringValues header) => TryRead(header, stackalloc byte[HMACSHA256.HashSizeInBytes]);

    private static bool TryRead(StringValues header, Span<byte> claimed) =>
        header is [{ } text]
        && text.Length == Prefix.Length + 2 * claimed.Length
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(text.AsSpan(Prefix.Length), claimed, out _, out _)
            is System.Buffers.OperationStatus.Done;
}
