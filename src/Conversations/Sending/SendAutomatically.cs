using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

/// <summary>What the product says to customers by itself. Free text only while the window is open; nothing twice.</summary>
internal sealed class SendAutomatically(
    TrunklineDb db,
    Channels channels,
    QueueMessage queue,
    CheckSending check,
    ConversationSettings settings,
    TimeProvider time
)
{
    private static readonly TimeSpan BetweenReplies = TimeSpan.FromHours(24);

    /// <summary>Answers a message that nobody is shown, at most once in 24 hours.</summary>
    public async Task<bool> ReplyAsync(
        Conversation conversation,
        string text,
        MessageHold hold,
        CancellationToken cancellation
    )
    {
        if (conversation.AutomaticReplyAt + BetweenReplies > time.GetUtcNow())
            return false;
        if (await SayAsync(conversation, text, hold, cancellation) is null)
            return false;
        conversation.ReplyAutomatically(time.GetUtcNow());
        return true;
    }

    /// <summary>Tells the customer that the yes or no arrived, and how to change it; null when nothing could be said.</summary>
    public Task<Message?> ConfirmAsync(Conversation conversation, MessageHold hold, CancellationToken cancellation) =>
        SayAsync(
            conversation,
            conversation.Consent is ConsentState.Granted ? settings.AgreedReply : settings.DeclinedReply,
            hold,
            cancellation
        );

    /// <summary>The answer was neither yes nor no: the request goes out once more; null when it could not.</summary>
    public async Task<Message?> AskAgainAsync(
        Conversation conversation,
        MessageHold hold,
        CancellationToken cancellation
    )
    {
        if (await check.CheckTemplateAsync(conversation, MessageTemplate.ConsentRequestName, cancellation) is not null)
            return null;
        var number = await channels.FindNumberAsync(conversation.Channel, conversation.NumberId, cancellation);
        if (number is null)
            return null;
        var customer = await db.Customers.SingleAsync(one => one.Id == conversation.CustomerId, cancellation);
        var template = MessageTemplate.ConsentRequest(CustomerName.Greeting(customer.ProfileName), number.BusinessName);
        var text = await channels[conversation.Channel].FindTemplateAsync(number.Id, template, cancellation);
        if (text is null)
            return null;
        var now = time.GetUtcNow();
        var message = Message.FromTemplate(conversation, null, null, template.Name, text, now, hold: hold);
        db.Add(conversation.AskForConsent(message.Id, null, message.At));
        await queue.QueueAsync(conversation, message, new OutgoingContent.Template(template), cancellation);
        return message;
    }

    private async Task<Message?> SayAsync(
        Conversation conversation,
        string text,
        MessageHold hold,
        CancellationToken cancellation
    )
    {
        var number = await channels.FindNumberAsync(conversation.Channel, conversation.NumberId, cancellation);
        // A message that reaches us days late opens no window any more.
        if (number is null || !conversation.Window.IsOpen(time.GetUtcNow()))
            return null;
        var body = text.Replace("{business}", number.BusinessName, StringComparison.Ordinal);
        var message = Message.Automatic(conversation, body, hold, time.GetUtcNow());
        await queue.QueueAsync(conversation, message, new OutgoingContent.Text(body), cancellation);
        return message;
    }
}
