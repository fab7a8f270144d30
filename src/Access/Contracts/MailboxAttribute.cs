using System.ComponentModel.DataAnnotations;

namespace Trunkline.Access.Contracts;

/// <summary>
/// One bare address with which a person can sign in later: no name beside it, no list. The framework's own attribute asks for an @ only,
/// and a mail to what it lets through may reach somebody else.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MailboxAttribute() : ValidationAttribute("Enter an e-mail address, such as ana.ruiz@example.com.")
{
    public override bool IsValid(object? value) =>
        value is not string { Length: > 0 } text || EmailAddress.IsAcceptable(text);
}
