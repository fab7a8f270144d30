using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;
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
    // The one port on which TLS is spoken from the first byte; on any other it begins after the greeting.
    private const int TlsFromTheStart = 465;

    // For all of it, since a job has its lease; the library's own limit is for each answer.
    private readonly TimeSpan patience = patience ?? TimeSpan.FromSeconds(30);

    public bool LeavesTheMachine => true;

    public static SmtpServer? Read(IConfiguration configuration)
    {
        if (configuration.Optional("Mail:Server") is not { } server)
            return null;
        var from = configuration.Required("Mail:From");
        if (!MailboxAddress.TryParse(new ParserOptions { AllowAddressesWithoutDomain = false }, from, out _))
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
        // Who is asked whether a certificate was withdrawn may be out of reach.
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await client.ConnectAsync(server, port, Security, limit.Token);
            if (userName is not null)
                await client.AuthenticateAsync(userName, password?.Reveal() ?? "", limit.Token);
            await client.SendAsync(message, limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"The mail server did not take the mail within {patience.TotalSeconds:0} s.",
                late
            );
        }
        // It has the mail; that it does not say goodbye is no reason to send it again.
        await client.DisconnectAsync(quit: true, limit.Token);
    }

    private SecureSocketOptions Security =>
        !tls ? SecureSocketOptions.None
        : port == TlsFromTheStart ? SecureSocketOptions.SslOnConnect
        : SecureSocketOptions.StartTls;
}
