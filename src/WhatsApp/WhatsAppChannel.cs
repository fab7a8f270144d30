using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp;

/// <summary>WhatsApp, as conversations know it.</summary>
internal sealed class WhatsAppChannel(TrunklineDb db, NumbersInReach reach, EndSends ending, TimeProvider time)
    : IMessageChannel
{
    public const string ChannelKey = "whatsapp";

    /// <summary>How the pairs of read receipts begin; those of messages are conversations.</summary>
    public const string ReceiptPair = "read ";

    public string Key => ChannelKey;

    public string Label => "WhatsApp";

    public FeatureKey Feature => WhatsAppFeature.Key;

    public Task<IReadOnlyList<BusinessNumber>> NumbersOfAsync(
        AccountId account,
        OrganizationId home,
        CancellationToken cancellation
    ) => reach.OfAsync(account, home, cancellation);

    public async Task<IReadOnlyDictionary<BusinessNumberId, BusinessNumber>> FindNumbersAsync(
        IReadOnlyCollection<BusinessNumberId> numbers,
        CancellationToken cancellation
    ) =>
        (await reach.ReadAsync(db.Numbers.Where(one => numbers.Contains(one.Id)), cancellation)).ToDictionary(one =>
            one.Id
        );

    public Result<ContactAddress> ReadAddress(string typed) => PhoneNumbers.Read(typed);

    public async Task<TemplateText?> FindTemplateAsync(
        BusinessNumberId number,
        MessageTemplate template,
        CancellationToken cancellation
    ) => await db.Numbers.AnyAsync(one => one.Id == number, cancellation) ? Templates.Fill(template) : null;

    public async Task<DateTimeOffset?> MarketingStoppedAtAsync(
        BusinessNumberId number,
        CustomerAddress customer,
        CancellationToken cancellation
    ) => (await db.MarketingWishesAsync(number, [customer], cancellation)).StoppedAt(customer);

    public Task QueueAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        OutgoingSend send = message.Content switch
        {
            OutgoingContent.Text text => new OutgoingSend.Text(text.Body),
            OutgoingContent.Template { Value: var template } => new OutgoingSend.Template(
                template.Name,
                Templates.Language,
                template.Values,
                template.Payloads
            ),
            _ => throw new InvalidOperationException(),
        };
        Queue(message.Id.Value, message.From, message.Conversation.ToString(), send, message.StoredAt);
        return Task.CompletedTask;
    }

    public Task WithdrawAsync(BusinessNumberId number, ConversationId conversation, CancellationToken cancellation) =>
        ending.FailUnwantedAsync(number, conversation.ToString(), cancellation);

    public Task MarkReadAsync(BusinessNumberId number, string providerMessageId, CancellationToken cancellation)
    {
        // A pair of its own: a receipt holds nobody up and waits for nobody.
        var id = Guid.CreateVersion7();
        Queue(id, number, ReceiptPair + id, new OutgoingSend.Read(providerMessageId), time.GetUtcNow());
        return Task.CompletedTask;
    }

    private void Queue(Guid id, BusinessNumberId number, string pair, OutgoingSend send, DateTimeOffset queuedAt)
    {
        db.Add(new OutboxRow(db.Enterprise!.Value, id, number, pair, send, queuedAt));
        db.Wake(OutboxSignal.Topic);
    }
}
