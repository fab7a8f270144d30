using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Jobs;

namespace Trunkline.Platform.Mail;

internal static class MailModule
{
    public static void AddMail(this IServiceCollection services, IConfiguration configuration, string dataDirectory)
    {
        services.AddSingleton<IMailTransport>(
            (IMailTransport?)SmtpServer.Read(configuration) ?? new OutboxFolder(Path.Combine(dataDirectory, "outbox"))
        );
        services.AddJob<SendMail, SendMailHandler>("platform.send-mail");
    }
}
