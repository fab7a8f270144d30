namespace Trunkline.Conversations.Customers;

/// <summary>
/// One human is one customer, although providers write some countries' mobile numbers with and without an extra digit.
/// The key is for finding only; what the channel used last is what messages go to.
/// </summary>
internal static class PhoneAlias
{
    public static string KeyOf(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits switch
        {
            // Brazil: 55, area of two digits, perhaps the ninth digit 9, then eight digits.
            ['5', '5', _, _, '9', ..] when digits.Length == 13 => digits.Remove(4, 1),
            // Mexico: 52, perhaps the old mobile 1, then ten digits.
            ['5', '2', '1', ..] when digits.Length == 13 => digits.Remove(2, 1),
            // Argentina: 54, perhaps the mobile 9, then ten digits; at home one dials 15 after the area instead.
            ['5', '4', '9', ..] when digits.Length == 13 => digits.Remove(2, 1),
            ['5', '4', ..] when digits.Length == 14 => WithoutFifteen(digits),
            _ => digits,
        };
    }

    private static string WithoutFifteen(string digits)
    {
        foreach (var position in digits.AsSpan(2).StartsWith("11") ? [4] : (int[])[5, 6])
            if (digits.AsSpan(position).StartsWith("15"))
                return digits.Remove(position, 2);
        return digits;
    }
}
