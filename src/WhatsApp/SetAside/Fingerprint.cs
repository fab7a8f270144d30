using System.Security.Cryptography;

namespace Trunkline.WhatsApp.SetAside;

/// <summary>How the record names a body without saying what a customer wrote.</summary>
internal static class Fingerprint
{
    /// <summary>SHA-256 in hexadecimal.</summary>
    public static string Of(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
