using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;
using Trunkline.Platform.Mail;

namespace Trunkline.StoreTests.Platform;

/// <summary>Mail that leaves the machine, over a real connection.</summary>
public sealed class MailTests
{
    private static readonly SendMail Invitation = new(
        "jose@example.com",
        "Welcome, Jos\u00e9",
        "Open the link.",
        "<p>Open the link.</p>"
    );

    [Fact]
    public async Task A_mail_arrives_as_text_and_as_a_page()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taking = Take(listener);

        await Server(listener).SendAsync(Invitation, TestContext.Current.CancellationToken);

        using var mail = await taking;
        mail.From.ToString().ShouldBe("bank@example.com");
        mail.To.ToString().ShouldBe("jose@example.com");
        mail.Subject.ShouldBe("Welcome, Jos\u00e9");
        mail.TextBody.ShouldBe("Open the link.");
        mail.HtmlBody.ShouldBe("<p>Open the link.</p>");
    }

    [Fact]
    public async Task A_mail_server_that_says_nothing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await Should.ThrowAsync<TimeoutException>(() =>
            Server(silent, TimeSpan.FromMilliseconds(200)).SendAsync(Invitation, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_mail_server_that_takes_the_mail_and_says_no_goodbye_has_taken_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taking = Take(listener, saysGoodbye: false);

        await Server(listener, TimeSpan.FromSeconds(2)).SendAsync(Invitation, TestContext.Current.CancellationToken);

        (await taking).Dispose();
    }

    private static SmtpServer Server(TcpListener listener, TimeSpan? patience = null) =>
        new(
            "127.0.0.1",
            ((IPEndPoint)listener.LocalEndpoint).Port,
            "bank@example.com",
            tls: false,
            null,
            null,
            patience
        );

    // A mail server of few words: it takes one mail from whoever comes first.
    private static async Task<MimeMessage> Take(TcpListener listener, bool saysGoodbye = true)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII)
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        var mail = new StringBuilder();
        await writer.WriteLineAsync("220 ready");
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line and not "QUIT")
        {
            await writer.WriteLineAsync(line == "DATA" ? "354 go on" : "250 fine");
            if (line != "DATA")
                continue;
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } text and not ".")
                mail.Append(text).Append("\r\n");
            await writer.WriteLineAsync("250 taken");
        }
        if (saysGoodbye)
            await writer.WriteLineAsync("221 bye");
        else
            await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return await MimeMessage.LoadAsync(
            new MemoryStream(Encoding.ASCII.GetBytes(mail.ToString())),
            TestContext.Current.CancellationToken
        );
    }
}
