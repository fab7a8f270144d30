using System.Globalization;
using System.Text;

namespace Trunkline.Conversations.Customers;

/// <summary>The one rule for what a customer is called: saved name, then profile, then user name, then number.</summary>
internal static class CustomerName
{
    public const string PhoneHidden = "Phone hidden by customer";
    private const int LongestGreeting = 30;

    public static string Of(string? saved, string? profile, string? username, string? phone) =>
        saved
        ?? profile
        ?? (username is null ? null : "@" + username)
        ?? (phone is null ? null : PhoneText.Of(phone))
        ?? "Customer without a name";

    /// <summary>
    /// What a message may call the customer: one word that can be a name. It goes out before anybody has agreed to anything, in the name of
    /// the organization, so no number, address or sentence may go with it; and what an employee saved is for that employee alone.
    /// </summary>
    public static string Greeting(string? profile) =>
        profile?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(CanBeName) ?? "there";

    private static bool CanBeName(string word) =>
        word.Length <= LongestGreeting
        && word.EnumerateRunes().All(rune => Rune.IsLetter(rune) || IsMark(rune) || rune.Value is '\'' or '’' or '-')
        && word.EnumerateRunes().Any(Rune.IsLetter);

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
