namespace Trunkline.Conversations.Customers;

/// <summary>Writes a number so that it can be read aloud; never parsed again.</summary>
internal static class PhoneText
{
    private static readonly HashSet<string> TwoDigitCodes =
    [
        .. "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".Split(
            ' '
        ),
    ];

    public static string Of(string digits)
    {
        if (digits.Length < 7)
            return "+" + digits;
        var code =
            digits[0] is '1' or '7' ? 1
            : TwoDigitCodes.Contains(digits[..2]) ? 2
            : 3;
        var parts = new List<string> { "+" + digits[..code] };
        var rest = digits.AsSpan(code);
        while (rest.Length > 4)
        {
            parts.Add(rest[..3].ToString());
            rest = rest[3..];
        }
        parts.Add(rest.ToString());
        return string.Join(' ', parts);
    }
}
