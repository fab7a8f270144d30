using System.Net.Mail;

namespace Trunkline.Access.SignIn;

internal static class EmailAddress
{
    public const int Longest = 254;

    /// What two spellings of one address have in common; unique per kind of person.
    public static string Key(string email) => email.Trim().ToLowerInvariant();

    public static bool IsAcceptable(string email) =>
        email.Length <= Longest
        && MailAddress.TryCreate(email.Trim(), out var address)
        && address.Address == email.Trim()
        && !email.AsSpan().ContainsAny('\r', '\n');
}
