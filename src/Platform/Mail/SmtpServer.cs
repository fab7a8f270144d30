using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Configuration;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Mail;

/// <summary>Sends over SMTP: <c>Mail__Server</c>, <c>Mail__Port</c>, <c>Mail__From</c>, <c>Mail__UserName</c>, <c>Mail__Password</c>, <c>Mail__Tls</c>.</summary>
internal sealed class SmtpServer(
    string server,
    int port,
    string from,
    bool tls,
    string? userName,
    Secret? password,
    TimeSpan? patience = null
) : IMailTransport
{
    // A server that takes the connection and says nothing would keep the mail for ever; SmtpClient's own limit is for SmtpClient.Send.
    private readonly TimeSpan patience = patience ?? TimeSpan.FromSeconds(30);

    public bool LeavesTheMachine => true;

    public static SmtpServer? Read(IConfiguration configuration)
    {
        if (configuration.Optional("Mail:Server") is not { } server)
            return null;
        var from = configuration.Required("Mail:From");
        if (!MailAddress.TryCreate(from, out _))
            throw new SettingException("The setting Mail__From accepts only a mail address.");
        var password = configuration.Optional("Mail:Password");
        return new(
            server,
            configuration.Number("Mail:Port", 587, 1, 65535),
            from,
            configuration.Flag("Mail:Tls", true),
            configuration.Optional("Mail:UserName"),
            password is null ? null : new(password)
        );
    }

    public async Task SendAsync(SendMail mail, CancellationToken cancellation)
    {
        using var message = mail.ToMessage(from);
        using var client = new SmtpClient(server, port) { EnableSsl = tls };
        if (userName is not null)
            client.Credentials = new NetworkCredential(userName, password?.Reveal());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The mail server did not take the mail within {patience.TotalSeconds:0} s.",
                late
            );
        }
    }
}
