using Trunkline.Conversations.Contracts;
using Trunkline.Platform;

namespace Trunkline.WhatsApp;

/// <summary>Strict E.164 on the server, and the countries in which one person's number is written in two ways.</summary>
internal static class PhoneNumbers
{
    private const int Shortest = 7;
    private const int Longest = 15;

    public static Result<ContactAddress> Read(string typed)
    {
        var text = typed.Trim();
        var stripped = string.Concat(
            text.Where(letter => letter is not (' ' or '-' or '(' or ')' or '.' or '/' or '\u00A0'))
        );
        if (stripped.StartsWith("00", StringComparison.Ordinal))
            stripped = "+" + stripped[2..];
        if (!stripped.StartsWith('+') || !stripped.AsSpan(1).ContainsOnlyDigits())
            return new NotAPhoneNumber();
        var digits = stripped[1..];
        if (digits.Length is < Shortest or > Longest || digits[0] == '0')
            return new NotAPhoneNumber();
        return new ContactAddress(
            [
                .. Aliases(digits)
                    .Prepend(digits)
                    .Distinct()
                    .Select(one => new CustomerIdentity(IdentityKind.Phone, "+" + one)),
            ],
            "+" + digits
        );
    }

    /// <summary>
    /// The other ways in which WhatsApp may write the same person's number: the mobile digit of Brazil (9), Mexico (1) and
    /// Argentina (9). For recognizing only: what goes out is what was typed or what WhatsApp used last.
    /// </summary>
    public static IEnumerable<string> Aliases(string digits)
    {
        if (digits is ['5', '5', ..] && digits.Length == 13 && digits[4] == '9')
            yield return digits.Remove(4, 1);
        if (digits is ['5', '5', ..] && digits.Length == 12)
            yield return digits.Insert(4, "9");
        if (digits is ['5', '2', '1', ..] && digits.Length == 13)
            yield return digits.Remove(2, 1);
        if (digits is ['5', '2', ..] && digits.Length == 12)
            yield return digits.Insert(2, "1");
        if (digits is ['5', '4', '9', ..] && digits.Length == 13)
            yield return digits.Remove(2, 1);
        if (digits is ['5', '4', ..] && digits.Length == 12)
            yield return digits.Insert(2, "9");
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
