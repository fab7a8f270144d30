using System.Security.Cryptography;
using System.Text;

namespace Trunkline.TestKit.Payloads;

/// <summary>Signs webhook bodies as Meta does: HMAC-SHA256 over the raw bytes.</summary>
public static class WebhookSignature
{
    public const string Header = "X-Hub-Signature-256";

    public static string Of(ReadOnlySpan<byte> body, string secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
