using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Trunkline.Platform;

/// <summary>A value that must not reach a log, a page or an error: its text is always dots.</summary>
public sealed class Secret(string value)
{
    private const int Bytes = 32;

    /// <summary>256 random bits, as text that may stand in an address.</summary>
    public static Secret New(string prefix = "") =>
        new(prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>
    /// As what is random is kept: who reads the database cannot use it. Without salt, since there is nothing to guess; so not for passwords.
    /// </summary>
    public string Hash => HashOf(value);

    /// <summary>The same of a text that somebody brings.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public string Reveal() => value;

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public bool Matches(string? other) =>
        other is not null
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(value)),
            SHA256.HashData(Encoding.UTF8.GetBytes(other))
        );

    public override string ToString() => "•••";
}
