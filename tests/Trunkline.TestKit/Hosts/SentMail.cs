using MimeKit;

namespace Trunkline.TestKit.Hosts;

/// <summary>A mail that a host has sent, which without a mail server is a file in its outbox.</summary>
public sealed record SentMail(string To, string Subject, string Text)
{
    internal static SentMail Read(string file)
    {
        using var mail = MimeMessage.Load(file);
        return new(mail.To.ToString(), mail.Subject ?? "", mail.TextBody ?? "");
    }
}
