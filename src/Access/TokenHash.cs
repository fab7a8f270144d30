using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Trunkline.Platform;

namespace Trunkline.Access;

/// Tokens are 256 random bits, so a plain hash is enough to keep them: there is nothing to guess.
internal static class TokenHash
{
    private const int Bytes = 32;

    public static Secret NewToken(string prefix = "") =>
        new(prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    public static string Of(Secret token) => Of(token.Reveal());

    public static string Of(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
