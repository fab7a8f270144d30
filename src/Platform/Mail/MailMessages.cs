using MimeKit;

namespace Trunkline.Platform.Mail;

internal static class MailMessages
{
    public static MimeMessage ToMessage(this SendMail mail, string from)
    {
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody(),
        };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(mail.To));
        return message;
    }
}
