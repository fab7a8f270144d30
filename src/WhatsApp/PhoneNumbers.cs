using Trunkline.Conversations.Contracts;
using Trunkline.Platform;

namespace Trunkline.WhatsApp;

/// <summary>Strict E.164: the country code is stated, never guessed.</summary>
internal static class PhoneNumbers
{
    private const int Shortest = 7;
    private const int Longest = 15;
    private const string HomeZero = "(0)";

    public static Result<ContactAddress> Read(string typed)
    {
        var stripped = string.Concat(
            Dialled(typed.Trim()).Where(letter => letter is not (' ' or '-' or '(' or ')' or '.' or '/' or '\u00A0'))
        );
        if (stripped.StartsWith("00", StringComparison.Ordinal))
            stripped = "+" + stripped[2..];
        if (!stripped.StartsWith('+') || !stripped.AsSpan(1).ContainsOnlyDigits())
            return new NotAPhoneNumber();
        var digits = stripped[1..];
        if (digits.Length is < Shortest or > Longest || digits[0] == '0')
            return new NotAPhoneNumber();
        return new ContactAddress([new(IdentityKind.Phone, "+" + digits)], "+" + digits);
    }

    /// <summary>However it is written.</summary>
    public static string Digits(string written) => string.Concat(Dialled(written).Where(char.IsAsciiDigit));

    // Some write the 0 that is dialled at home only: +44 (0)20 7946 0000. In Italy and San Marino it belongs to the number.
    private static string Dialled(string written)
    {
        var at = written.IndexOf(HomeZero, StringComparison.Ordinal);
        return at < 0 || string.Concat(written[..at].Where(char.IsAsciiDigit)).TrimStart('0') is "39" or "378"
            ? written
            : written.Remove(at, HomeZero.Length);
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) =>
        text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}

internal sealed record NotAPhoneNumber()
    : Refusal(
        "not_a_phone_number",
        RefusalKind.Invalid,
        "Type the phone number with + and its country code, for example +49 151 23456789."
    );
