using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

/// <summary>Somebody who may send on a channel now, and the numbers that may be used for it.</summary>
internal sealed record Sender(AccountEntry Person, IMessageChannel Channel, IReadOnlyList<BusinessNumber> Numbers);

/// <summary>Every check before a message goes out. Ask inside the write that stores the message.</summary>
internal sealed class CheckSending(
    TrunklineDb db,
    Channels channels,
    IAccountDirectory accounts,
    IFeatureDecisions features,
    TimeProvider time
)
{
    /// <summary>Active, with the channel's feature on, and with a number.</summary>
    public async Task<Result<Sender>> CheckSenderAsync(
        IMessageChannel channel,
        AccountId account,
        CancellationToken cancellation
    )
    {
        if (await accounts.FindAsync(account, cancellation) is not { } person)
            return new NotFound("account");
        var view = await features.NowAsync(cancellation);
        if (!person.MayUse(channel.Feature, view))
            return await ExplainAsync(channel, person, cancellation);
        var numbers = await channel.NumbersOfAsync(account, person.Organization, cancellation);
        return numbers.Count == 0 ? new NoNumber(channel.Label) : new Sender(person, channel, numbers);
    }

    /// <summary>The same for the number of a conversation.</summary>
    public async Task<Result<BusinessNumber>> CheckNumberAsync(
        Conversation conversation,
        AccountId account,
        CancellationToken cancellation
    ) =>
        await CheckNumberAsync(
            conversation,
            await CheckSenderAsync(channels[conversation.Channel], account, cancellation),
            cancellation
        );

    /// <summary>The same for whoever may send at all, or is refused, on the conversation's channel.</summary>
    public async Task<Result<BusinessNumber>> CheckNumberAsync(
        Conversation conversation,
        Result<Sender> sender,
        CancellationToken cancellation
    )
    {
        if (sender.Refusal is { } refusal)
            return refusal;
        if (sender.Value.Numbers.FirstOrDefault(one => one.Id == conversation.NumberId) is { } number)
            return number;
        var lost = await channels.FindNumberAsync(conversation.Channel, conversation.NumberId, cancellation);
        return new NumberUnavailable(lost?.Display ?? "this number");
    }

    public async Task<Refusal?> CheckConsentAsync(Conversation conversation, CancellationToken cancellation) =>
        conversation.Consent switch
        {
            ConsentState.Granted => null,
            ConsentState.None => new ConsentNeeded(),
            ConsentState.Requested => await PendingAsync(conversation, cancellation),
            _ => new ConsentDeclined(),
        };

    public Refusal? CheckWindow(Conversation conversation) =>
        conversation.Window.IsOpen(time.GetUtcNow()) ? null : new WindowClosed(conversation.Window.ClosesAt);

    /// <summary>
    /// Whoever has stopped marketing is sent no template: what it counts as is the provider's to say. Who has written since has taken up
    /// the conversation.
    /// </summary>
    public async Task<MarketingStopped?> CheckMarketingAsync(Conversation conversation, CancellationToken cancellation)
    {
        var customer = await db.AddressOfAsync(conversation.CustomerId, cancellation);
        var stopped = await channels[conversation.Channel]
            .MarketingStoppedAtAsync(conversation.NumberId, customer, cancellation);
        return stopped is null || conversation.LastInboundAt > stopped ? null : new MarketingStopped();
    }

    /// <summary>Where the provider held back the last one of this name, it may be sent again a day later.</summary>
    public async Task<TemplateTooSoon?> CheckTemplateAsync(
        Conversation conversation,
        string name,
        CancellationToken cancellation
    )
    {
        var dayAgo = time.GetUtcNow() - ConsentRules.BetweenRequests;
        var last = await db
            .Messages.Where(one => one.ConversationId == conversation.Id && one.Second > dayAgo)
            .Where(one => one.Kind == MessageKind.Template && one.Detail == name)
            .OrderByDescending(one => one.Second)
            .ThenByDescending(one => one.StoredAt)
            .Select(one => new { one.At, one.Progress })
            .FirstOrDefaultAsync(cancellation);
        return last?.Progress is { State: MessageState.Failed, Failure.OnlyAfterADay: true }
            ? new(last.At + ConsentRules.BetweenRequests)
            : null;
    }

    /// <summary>When the consent may be requested; null means never by us.</summary>
    public async Task<DateTimeOffset?> RequestableAtAsync(Conversation conversation, CancellationToken cancellation) =>
        RequestableAt(conversation, await FindFailedRequestAsync(conversation, cancellation));

    private async Task<ConsentPending> PendingAsync(Conversation conversation, CancellationToken cancellation)
    {
        var failed = await FindFailedRequestAsync(conversation, cancellation);
        return new(RequestableAt(conversation, failed) ?? time.GetUtcNow(), failed is not null);
    }

    private async Task<DeliveryProgress?> FindFailedRequestAsync(
        Conversation conversation,
        CancellationToken cancellation
    ) =>
        conversation.ConsentRequestId is not { } request
            ? null
            : await db
                .Messages.Where(one => one.Id == request && one.State == MessageState.Failed)
                .Select(one => one.Progress)
                .SingleOrDefaultAsync(cancellation);

    private DateTimeOffset? RequestableAt(Conversation conversation, DeliveryProgress? failed) =>
        ConsentRules.RequestableAt(
            conversation.Consent,
            conversation.ConsentRequestedAt,
            requestFailed: failed is { Failure: not { OnlyAfterADay: true } },
            time.GetUtcNow()
        );

    public async Task<FeatureOff> ExplainAsync(
        IMessageChannel channel,
        AccountEntry person,
        CancellationToken cancellation
    ) =>
        new(
            channel.Label + " Messaging",
            await features.TraceOwnAsync(channel.Feature, person.Id.Actor, person.Organization, cancellation)
        );
}
