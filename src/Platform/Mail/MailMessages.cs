using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Trunkline.Platform.Mail;

internal static class MailMessages
{
    public static MailMessage ToMessage(this SendMail mail, string from)
    {
        var message = new MailMessage(from, mail.To, mail.Subject, mail.Text)
        {
            BodyEncoding = Encoding.UTF8,
            SubjectEncoding = Encoding.UTF8,
        };
        if (mail.Html is { } html)
            message.AlternateViews.Add(
                AlternateView.CreateAlternateViewFromString(html, Encoding.UTF8, MediaTypeNames.Text.Html)
            );
        return message;
    }
}
