using System.Security.Cryptography;
using System.Text;

namespace Trunkline.Platform;

/// <summary>A value that must not reach a log, a page or an error: its text is always dots.</summary>
public sealed class Secret(string value)
{
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
