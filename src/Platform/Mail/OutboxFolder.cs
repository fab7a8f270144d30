using System.Net.Mail;

namespace Trunkline.Platform.Mail;

/// <summary>Where no mail server is configured each mail becomes an .eml file in the data directory's folder <c>outbox</c>.</summary>
internal sealed class OutboxFolder(string directory) : IMailTransport
{
    public bool LeavesTheMachine => false;

    public async Task SendAsync(SendMail mail, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        using var message = mail.ToMessage("trunkline@localhost");
        using var client = new SmtpClient
        {
            DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
            PickupDirectoryLocation = directory,
        };
        await client.SendMailAsync(message, cancellation);
    }
}
