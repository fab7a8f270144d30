using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;
using Trunkline.Ui.Contracts;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Connection;
using Trunkline.WhatsApp.Contracts;
using Trunkline.WhatsApp.Demo;
using Trunkline.WhatsApp.Operating;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Sending;
using Trunkline.WhatsApp.SetAside;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp;

public static class WhatsAppModule
{
    public static void AddWhatsApp(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = WhatsAppSettings.Read(configuration);
        services.AddEntitiesOf(typeof(WhatsAppModule).Assembly);
        services.AddSingleton(settings);
        services.AddFeature(WhatsAppFeature.Declared);
        services.AddReceiving(settings);
        services.AddProcessing();
        services.AddSending();
        services.AddNumbers();
        services.AddScoped<ReadChannelState>();
        services.AddHostedService<ChannelGauges>();
        services.AddPortalEntryAtTop("Setup", "System", "system", 59, OrganizationPrivileges.Setup);
        services.AddScoped<IDemoSeed, SeedNumbers>();
    }

    public static void MapWhatsApp(this Faces faces)
    {
        faces.Root.MapVerifyWebhook();
        ReceiveWebhook.Map(faces.Root);
        faces.MapHealth("webhooks", WebhooksStored.Name, "A load balancer asks whether to send webhooks here.");
        ListNumbers.Map(faces);
        AddNumber.Map(faces);
        ShowNumber.Map(faces);
        AssignNumber.Map(faces);
        ResumeNumber.Map(faces);
        SetThroughput.Map(faces);
        RemoveNumber.Map(faces);
        CheckConnection.Map(faces);
        ShowSystem.Map(faces);
        ListSetAside.Map(faces);
        ShowSetAside.Map(faces);
        ReplayBody.Map(faces);
        DiscardBody.Map(faces);
    }

    private static void AddReceiving(this IServiceCollection services, WhatsAppSettings settings)
    {
        services.AddSingleton(new WebhookSignature(settings.AppSecrets));
        services.AddSingleton<ReceiveWebhook>();
        services.AddSingleton<NotStored>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<Backlog>();
        services.AddSingleton<LargeBodies>();
        services.AddHostedService<InboxWriter>();
        services.AddHealthChecks().AddCheck<WebhooksStored>(WebhooksStored.Name);
    }

    private static void AddProcessing(this IServiceCollection services)
    {
        services.AddSingleton<LaneSignals>();
        services.AddSingleton<ProcessLane>();
        services.AddScoped<LaneBatch>();
        services.AddScoped<OldestBodies>();
        services.AddScoped<ApplyStatus>();
        services.AddScoped<SetAsideBodies>();
        services.AddScoped<CheckMending>();
        services.AddScoped<ShowSetAside>();
        services.AddScoped<ReplayBody>();
        services.AddScoped<DiscardBody>();
        services.AddHostedService<LaneDispatcher>();
        services.AddHostedService<InboxTrimming>();
    }

    private static void AddSending(this IServiceCollection services)
    {
        services
            .AddHttpClient(PostMessage.Client, PostMessage.Configure)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(
                (handler, _) =>
                {
                    if (handler is not SocketsHttpHandler sockets)
                        return;
                    // An answer from elsewhere is no answer of WhatsApp's, and the token must not follow.
                    sockets.AllowAutoRedirect = false;
                    sockets.ConnectTimeout = PostMessage.PatienceForConnection;
                }
            );
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<GraphAddress>();
        services.AddSingleton<PostMessage>();
        services.AddSingleton<SendingPace>();
        services.AddSingleton<UnconfirmedClaims>();
        services.AddScoped<StopNumber>();
        services.AddScoped<EndSends>();
        services.AddScoped<ClaimSends>();
        services.AddScoped<SettleSend>();
        services.AddSingleton<Settlements>();
        services.AddHostedService<SendDispatcher>();
        services.AddScoped<IMessageChannel, WhatsAppChannel>();
    }

    private static void AddNumbers(this IServiceCollection services)
    {
        services.AddScoped<NumbersInReach>();
        services.AddScoped<NumbersAround>();
        services.AddScoped<NewlyAble>();
        services.AddScoped<ShowNumbers>();
        services.AddScoped<ListNumbers>();
        services.AddScoped<AddNumber>();
        services.AddScoped<ShowNumber>();
        services.AddScoped<AssignNumber>();
        services.AddScoped<ResumeNumber>();
        services.AddScoped<SetThroughput>();
        services.AddScoped<RemoveNumber>();
        services.AddSingleton<AskWhatsApp>();
        services.AddScoped<CheckConnection>();
        services.AddScoped<IFeatureGate, ChannelGate>();
        services.AddScoped<IFeatureGate, NumberGate>();
        services.AddScoped<IFeatureReadiness, NumberReadiness>();
        services.AddScoped<IAnnouncedFeature, AnnounceWhatsApp>();
        services.AddScoped<IAccountNumbers, NumbersOfAccounts>();
        services.AddScoped<IOrganizationOccupants, NumberOccupants>();
        services.AddScoped<IAccountBelongings, NumberBelongings>();
        services.AddPortalEntryUnder(
            "Setup",
            "WhatsApp numbers",
            "setup/whatsapp-numbers",
            20,
            OrganizationPrivileges.Setup
        );
    }
}
