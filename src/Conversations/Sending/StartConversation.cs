using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Receiving;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

/// <summary>Whom to write to: a contact, or a typed address with the name to keep it under; and from which number, if it matters.</summary>
internal sealed record Start(CustomerId? Contact, string? To, string? Name, BusinessNumberId? Number);

/// <summary>The conversation, and whether it is new to the person.</summary>
internal sealed record Started(ConversationId Conversation, bool IsNew);

/// <summary>An employee turns to a customer. There is one conversation for a customer and a number, so an existing one opens.</summary>
internal sealed class StartConversation(
    TrunklineDb db,
    Channels channels,
    ConversationAccess access,
    CheckSending check,
    FindCustomer customers,
    SendTemplate templates,
    Attendance attendance,
    RouteWaiting waiting,
    TimeProvider time
)
{
    public async Task<Result<Started>> StartAsync(Start start, CancellationToken cancellation)
    {
        try
        {
            return await db.WriteAsync(() => FindOrStartAsync(start, cancellation), cancellation);
        }
        catch (Exception error) when (error.IsDuplicate())
        {
            // Somebody else, or the customer, was first in this very moment: now there is one to open.
            return await db.WriteAsync(() => FindOrStartAsync(start, cancellation), cancellation);
        }
    }

    private async Task<Result<Started>> FindOrStartAsync(Start start, CancellationToken cancellation)
    {
        var channel = channels.All[0];
        var allowed = await check.CheckSenderAsync(channel, access.Account, cancellation);
        if (allowed.Refusal is { } unable)
            return unable;
        var sender = allowed.Value;
        var found = await CustomerAsync(channel, start, sender.Numbers[0].Id, cancellation);
        if (found.Refusal is { } unknown)
            return unknown;
        var customer = found.Value;
        await KeepContactAsync(customer, start.Name, cancellation);

        var numbers = start.Number is { } wanted
            ? sender.Numbers.Where(one => one.Id == wanted).ToList()
            : sender.Numbers;
        if (numbers.Count == 0)
            return new NotFound("number");
        if (await OwnAsync(customer, numbers, cancellation) is { } own)
            return new Started(own, false);
        foreach (var number in numbers)
            if (await JoinOrAddAsync(channel, customer, number, cancellation) is { } participation)
                return await AskAsync(participation, cancellation);
        return new OfColleague(numbers[0].Display);
    }

    private async Task<Result<CustomerId>> CustomerAsync(
        IMessageChannel channel,
        Start start,
        BusinessNumberId number,
        CancellationToken cancellation
    )
    {
        if (start.Contact is { } contact)
            return await IsAcquaintedAsync(contact, cancellation) ? contact : new NotFound("contact");
        var address = channel.ReadAddress(start.To ?? "");
        if (address.Refusal is { } unreadable)
            return unreadable;
        var customer = await customers.FindOrAddAsync(address.Value.Identities, number, time.GetUtcNow(), cancellation);
        return customer.Id;
    }

    private async Task<bool> IsAcquaintedAsync(CustomerId customer, CancellationToken cancellation)
    {
        var account = access.Account;
        var own = db.Participants.Where(one => one.AccountId == account);
        return await db.Contacts.AnyAsync(one => one.AccountId == account && one.CustomerId == customer, cancellation)
            || await db.Conversations.AnyAsync(
                one => one.CustomerId == customer && own.Any(taking => taking.ConversationId == one.Id),
                cancellation
            );
    }

    private async Task KeepContactAsync(CustomerId customer, string? name, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(name))
            return;
        var account = access.Account;
        var contact = await db.Contacts.SingleOrDefaultAsync(
            one => one.AccountId == account && one.CustomerId == customer,
            cancellation
        );
        if (contact is null)
            db.Add(new Contact(db.Enterprise!.Value, account, customer, name.Trim(), time.GetUtcNow()));
        else
            contact.Rename(name.Trim());
    }

    private async Task<ConversationId?> OwnAsync(
        CustomerId customer,
        IReadOnlyList<BusinessNumber> numbers,
        CancellationToken cancellation
    )
    {
        var account = access.Account;
        var ids = numbers.Select(one => one.Id).ToList();
        var own = db.Participants.Where(one => one.AccountId == account);
        var found = await db
            .Conversations.Where(one =>
                one.CustomerId == customer
                && ids.Contains(one.NumberId)
                && own.Any(taking => taking.ConversationId == one.Id)
            )
            .OrderByDescending(one => one.ActiveAt)
            .Select(one => new { one.Id })
            .FirstOrDefaultAsync(cancellation);
        return found?.Id;
    }

    /// <summary>Null when others are in touch with this customer from this number: what they said is not this person's to read.</summary>
    private async Task<Participation?> JoinOrAddAsync(
        IMessageChannel channel,
        CustomerId customer,
        BusinessNumber number,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        // The customer may be writing in this moment, and who joins sees what comes from then on.
        var conversation = await db
            .Conversations.Where(one => one.CustomerId == customer && one.NumberId == number.Id)
            .Locked()
            .SingleOrDefaultAsync(cancellation);
        IReadOnlyList<Message> waited = [];
        if (conversation is null)
        {
            conversation = new(db.Enterprise!.Value, channel.Key, number.Id, customer, now);
            db.Add(conversation);
        }
        else if (!await attendance.TryFreeAsync(conversation, cancellation))
            return null;
        else
            // What nobody could receive waits in it. Whoever writes there is the first who can, and is shown it.
            waited = await waiting.InAsync(conversation.Id, cancellation);
        var account = access.Account;
        var seesFrom = waited.Count > 0 ? waited[0].StoredAt : conversation.Next(now);
        var participant = (await attendance.JoinAsync(conversation, [account], seesFrom, cancellation)).Single();
        await waiting.ReleaseAsync(conversation, [account], waited, cancellation);
        if (conversation.IncomingCount > participant.ReadCount)
            participant.MarkUnread();
        await db.SaveChangesAsync(cancellation);
        return new(conversation, participant);
    }

    private async Task<Result<Started>> AskAsync(Participation participation, CancellationToken cancellation)
    {
        if (participation.Conversation.Consent is not ConsentState.Granted)
        {
            var asked = await templates.SendAsync(
                participation,
                MessageTemplate.ConsentRequestName,
                null,
                null,
                cancellation
            );
            if (asked.Refusal is { } refusal)
                return refusal;
        }
        return new Started(participation.Conversation.Id, true);
    }
}
