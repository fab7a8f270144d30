using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

/// <summary>A template with its values, and the words that the customer reads.</summary>
internal sealed record FilledTemplate(MessageTemplate Template, TemplateText Text);

/// <summary>Puts the customer's and the sender's name into a template: to show it before it is sent, and to send it.</summary>
internal sealed class FillTemplate(TrunklineDb db, Channels channels)
{
    /// <summary>Nothing when the channel has no template of that name.</summary>
    public async Task<FilledTemplate?> FillAsync(
        string name,
        Participation participation,
        BusinessNumber number,
        CancellationToken cancellation
    )
    {
        var conversation = participation.Conversation;
        var customer = await db.Customers.SingleAsync(one => one.Id == conversation.CustomerId, cancellation);
        var greeting = CustomerName.Greeting(customer.ProfileName);
        var template = name switch
        {
            MessageTemplate.ConsentRequestName => MessageTemplate.ConsentRequest(greeting, number.BusinessName),
            MessageTemplate.ConversationReopenName => MessageTemplate.ConversationReopen(greeting, number.BusinessName),
            _ => null,
        };
        return
            template is not null
            && await channels[conversation.Channel].FindTemplateAsync(number.Id, template, cancellation) is { } text
            ? new(template, text)
            : null;
    }
}
