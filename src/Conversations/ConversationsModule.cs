using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Api;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Demo;
using Trunkline.Conversations.Held;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Receiving;
using Trunkline.Conversations.Sending;
using Trunkline.Conversations.Threads;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;
using Trunkline.Platform.Jobs;
using Trunkline.Platform.Live;
using Trunkline.Ui.Contracts;

namespace Trunkline.Conversations;

public static class ConversationsModule
{
    public static void AddConversations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddEntitiesOf(typeof(ConversationsModule).Assembly);
        services.AddSingleton(ConversationSettings.Read(configuration));
        services.AddFeature(RestrictIncomingFeature.Declaration);
        services.AddScoped<Channels>();
        services.AddScoped<FindCustomer>();
        services.AddScoped<Recipients>();
        services.AddScoped<IIncomingMessages, ReceiveMessages>();
        services.AddScoped<IDeliveryReports, ReportDelivery>();
        services.AddScoped<CheckSending>();
        services.AddScoped<IQueuedMessages, QueuedMessages>();
        services.AddScoped<QueueMessage>();
        services.AddScoped<SendAutomatically>();
        services.AddScoped<SendMessage>();
        services.AddScoped<FillTemplate>();
        services.AddScoped<SendTemplate>();
        services.AddScoped<RetryMessage>();
        services.AddScoped<RequestConsent>();
        services.AddScoped<StartConversation>();
        services.AddScoped<Participations>();
        services.AddScoped<Attendance>();
        services.AddScoped<IAccountBelongings, ConversationBelongings>();
        services.AddScoped<ConversationAccess>();
        services.AddScoped<ConversationList>();
        services.AddScoped<MessageList>();
        services.AddScoped<MarkRead>();
        services.AddScoped<ShowMessage>();
        services.AddScoped<AnswerForm>();
        services.AddScoped<Availability>();
        services.AddScoped<ReadInbox>();
        services.AddScoped<ReadThread>();
        services.AddScoped<ReadDetails>();
        services.AddScoped<NewMessage>();
        services.AddScoped<IAppNavigation, ChatNavigation>();
        services.AddScoped<IHeldMessages, CountHeldMessages>();
        services.AddScoped<ListHeldMessages>();
        services.AddPortalEntryUnder(
            "Reports",
            "Restricted inbound",
            "reports/restricted-inbound",
            41,
            AccessPrivileges.Reports
        );
        services.AddScoped<TellParticipants>();
        services.AddScoped<ILiveRenderer, UpdateRenderer>();
        services.AddScoped<ILiveRenderer, FeatureRenderer>();
        services.AddJob<RouteWaitingFrom, RouteWaiting>("conversations.route-waiting");
        services.AddJob<AccountEnabled, RouteWaiting>("conversations.route-to-enabled");
        services.AddJob<OrganizationMoved, RouteWaiting>("conversations.route-to-moved");
        services.AddJob<FeatureChanged, FollowFeatureChange>("conversations.follow-feature-change");
        services.AddJob<AccountEnabled, FollowFeatureChange>("conversations.follow-account");
        services.AddJob<OrganizationMoved, FollowFeatureChange>("conversations.follow-organization");
        services.AddJob<RefreshPages, FollowFeatureChange>("conversations.refresh-pages");
        services.AddScoped<IDemoSeed, SeedConversations>();
    }

    public static void MapConversations(this Faces faces)
    {
        ListConversations.Map(faces);
        FetchConversation.Map(faces);
        ListMessages.Map(faces);
        StartByApi.Map(faces);
        SendMessage.Map(faces);
        RetryMessage.Map(faces);
        RequestConsent.Map(faces);
        MarkRead.Map(faces);
        ShowInbox.Map(faces);
        ShowThread.Map(faces);
        NewMessage.Map(faces);
        ListHeldMessages.Map(faces);
    }
}
