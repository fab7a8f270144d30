using Trunkline.Platform.Jobs;

namespace Trunkline.Platform.Mail;

/// <summary>A mail to be sent, as a durable job: <c>db.Later(new SendMail(...))</c>.</summary>
public sealed record SendMail(string To, string Subject, string Text, string? Html = null);

/// <summary>How mail leaves: into a folder, where one can look at it, or to a mail server.</summary>
public interface IMailTransport
{
    /// <summary>False for the folder: then whoever invites has to hand over the link.</summary>
    bool LeavesTheMachine { get; }

    Task SendAsync(SendMail mail, CancellationToken cancellation);
}

internal sealed class SendMailHandler(IMailTransport transport) : IJobHandler<SendMail>
{
    public Task RunAsync(SendMail job, CancellationToken cancellation) => transport.SendAsync(job, cancellation);
}
