using System.Net.Mail;

namespace Trunkline.Access.Contracts;

/// <summary>Addresses with which people sign in.</summary>
public static class EmailAddress
{
    /// <summary>RFC 5321: a path has at most 256 characters, two of which are its brackets.</summary>
    public const int Longest = 254;

    /// <summary>What two spellings of one address have in common; unique per kind of person.</summary>
    public static string Key(string email) => email.Trim().ToLowerInvariant();

    /// <summary>One bare address, without a name beside it.</summary>
    public static bool IsAcceptable(string email) =>
        email.Length <= Longest
        && MailAddress.TryCreate(email.Trim(), out var address)
        && address.Address == email.Trim()
        && !email.AsSpan().ContainsAny('\r', '\n');
}
