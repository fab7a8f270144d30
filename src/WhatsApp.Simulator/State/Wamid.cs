using System.Security.Cryptography;
using System.Text;

namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>
/// Message ids in the measured shape: "wamid." and, in base64, a compact Thrift structure that holds the user's number,
/// the direction and a key. Readers must treat them as opaque; they are personal data all the same.
/// </summary>
internal static class Wamid
{
    const string Prefix = "wamid.";
    const int LongestUser = 60;

    public static string New(string user, bool inbound) => Encode(user, inbound, inbound ? "3A" + Key(18) : Key(18));

    public static string Encode(string user, bool inbound, string key)
    {
        var person = Encoding.ASCII.GetBytes(user.Length > LongestUser ? user[..LongestUser] : user);
        var unique = Encoding.ASCII.GetBytes(key);
        return Prefix
            + Convert.ToBase64String([
                0x1c,
                0x18,
                (byte)person.Length,
                .. person,
                0x15,
                0x02,
                0x00,
                inbound ? (byte)0x12 : (byte)0x11,
                0x18,
                (byte)unique.Length,
                .. unique,
                0x00,
            ]);
    }

    /// <summary>Of this shape, and from a customer: also true of a message that is forgotten here by now.</summary>
    public static bool IsInbound(string id)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        Span<byte> bytes = stackalloc byte[96];
        return Convert.TryFromBase64String(id[Prefix.Length..], bytes, out var length)
            && length > 8
            && bytes[0] == 0x1c
            && bytes[1] == 0x18
            && bytes[2] + 6 < length
            && bytes[bytes[2] + 6] == 0x12;
    }

    static string Key(int length) => RandomNumberGenerator.GetString("0123456789ABCDEF", length);
}
