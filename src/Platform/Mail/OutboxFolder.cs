namespace Trunkline.Platform.Mail;

/// <summary>Where no mail server is configured each mail becomes an .eml file in the data directory's folder <c>outbox</c>.</summary>
internal sealed class OutboxFolder(string directory) : IMailTransport
{
    public bool LeavesTheMachine => false;

    public async Task SendAsync(SendMail mail, CancellationToken cancellation)
    {
        PrivateFiles.MakeFolder(directory);
        using var message = mail.ToMessage("trunkline@localhost");
        // Under its name only when it is whole.
        var file = Path.Combine(directory, $"{Guid.CreateVersion7()}.eml");
        await using (var part = PrivateFiles.Open(file + ".part", FileMode.CreateNew))
            await message.WriteToAsync(part, cancellation);
        File.Move(file + ".part", file);
    }
}
