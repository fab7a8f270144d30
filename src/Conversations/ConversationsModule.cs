using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Conversations.Api;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Receiving;
using Trunkline.Conversations.Sending;
using Trunkline.Conversations.Threads;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Jobs;

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
        services.AddScoped<RouteWaiting>();
        services.AddScoped<IIncomingMessages, ReceiveMessages>();
        services.AddScoped<IDeliveryReports, ReportDelivery>();
        services.AddScoped<CheckSending>();
        services.AddScoped<QueueMessage>();
        services.AddScoped<SendAutomatically>();
        services.AddScoped<SendMessage>();
        services.AddScoped<SendTemplate>();
        services.AddScoped<RetryMessage>();
        services.AddScoped<RequestConsent>();
        services.AddScoped<StartConversation>();
        services.AddScoped<ConversationAccess>();
        services.AddScoped<ConversationList>();
        services.AddScoped<MessageList>();
        services.AddScoped<MarkRead>();
        services.AddScoped<ShowMessage>();
        services.AddScoped<AnswerForm>();
        services.AddScoped<TellParticipants>();
        services.AddJob<FeatureChanged, FollowFeatureChange>("conversations.follow-feature-change");
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
    }
}
