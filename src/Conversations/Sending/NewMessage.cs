using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Pages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Sending;

/// <summary>GET and POST /app/new: choose a contact or type a number. Who has no consent yet is asked first.</summary>
internal sealed class NewMessage(
    TrunklineDb db,
    ConversationAccess access,
    ReadInbox inbox,
    ConversationList conversations,
    Channels channels,
    CheckSending check
)
{
    internal sealed record Wanted : IForm<Wanted>
    {
        [MaxLength(40)]
        public string? To { get; init; }

        [OneLine, MaxLength(100)]
        public string? Name { get; init; }

        [MaxLength(40)]
        public string? Number { get; init; }

        [MaxLength(40)]
        public string? Contact { get; init; }
    }

    public static void Map(Faces faces)
    {
        faces.App.MapGet("/new", Show).RequiresAccount();
        faces
            .App.MapPost("/new", Handle)
            .RequiresAccount()
            .AuditsNothing("The conversation and its consent are the record.");
    }

    private static Task<IResult> Show(string? to, NewMessage page, CancellationToken cancellation) =>
        page.PageAsync(new() { To = to is { Length: <= 40 } ? to : null }, null, cancellation);

    private static async Task<IResult> Handle(
        Wanted wanted,
        InputErrors errors,
        StartConversation start,
        NewMessage page,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
            return await page.PageAsync(wanted, new InvalidInput(errors.All), cancellation);
        var started = await start.StartAsync(
            new(
                Id.TryParse<CustomerId>(wanted.Contact, out var contact) ? contact : null,
                wanted.To,
                wanted.Name,
                Id.TryParse<BusinessNumberId>(wanted.Number, out var number) ? number : null
            ),
            cancellation
        );
        return started.Refusal is { } refusal
            ? await page.PageAsync(wanted, refusal, cancellation)
            : Page.SeeOther($"/app/conversations/{started.Value.Conversation}");
    }

    private async Task<IResult> PageAsync(Wanted wanted, Refusal? refusal, CancellationToken cancellation)
    {
        var account = access.Account;
        var sender = await check.CheckSenderAsync(channels.All[0], account, cancellation);
        var errors = (refusal as InvalidInput)?.Errors;
        return Page.Of<ChatPage>(
            new
            {
                Inbox = await inbox.ReadAsync(account, default, null, null, null, cancellation),
                NewMessage = new NewMessagePane.Model(
                    await ContactsAsync(account, cancellation),
                    sender.Succeeded
                        ?
                        [
                            .. sender.Value.Numbers.Select(one => new Ui.Contracts.Choice(
                                one.Id.ToString(),
                                $"{one.Display}, {one.BusinessName}"
                            )),
                        ]
                        : []
                )
                {
                    Off = sender.Refusal is { } unable ? Availability.Say(unable) : null,
                    To = wanted.To,
                    Name = wanted.Name,
                    Number = wanted.Number,
                    Errors = errors,
                    Error = errors is null ? refusal?.Message : null,
                },
            },
            refusal?.Kind.Status() ?? StatusCodes.Status200OK
        );
    }

    /// <summary>The person's own contacts, and those with whom there is a conversation.</summary>
    private async Task<IReadOnlyList<NewMessagePane.ContactRow>> ContactsAsync(
        AccountId account,
        CancellationToken cancellation
    )
    {
        var talking = await conversations.ListAsync(
            account,
            ConversationFilter.All,
            null,
            null,
            NewMessagePane.MostListed,
            cancellation
        );
        var participants = db.Participants.Where(one => one.AccountId == account);
        var own = db.Conversations.Where(conversation =>
            participants.Any(one => one.ConversationId == conversation.Id)
        );
        var phones = db.Identities.Where(one => one.ValidTo == null && one.Kind == IdentityName.Phone);
        var contacts = await db
            .Contacts.Where(one => one.AccountId == account)
            .OrderBy(one => one.Name)
            .Take(NewMessagePane.MostListed)
            .Select(one => new
            {
                one.CustomerId,
                one.Name,
                Phone = phones
                    .Where(phone => phone.CustomerId == one.CustomerId)
                    .Select(phone => phone.Value)
                    .FirstOrDefault(),
                // Whoever has many conversations has older ones than those that were listed above.
                Conversation = own.Where(conversation => conversation.CustomerId == one.CustomerId)
                    .Select(conversation => (ConversationId?)conversation.Id)
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        return
        [
            .. contacts
                .Select(one => Row(one.CustomerId, one.Name, one.Phone, one.Conversation))
                .Concat(
                    talking
                        .DistinctBy(one => one.CustomerId)
                        .Where(one => contacts.All(contact => contact.CustomerId != one.CustomerId))
                        .Select(one => Row(one.CustomerId, one.Name, one.Phone, one.Id))
                )
                .OrderBy(row => row.Name, StringComparer.CurrentCultureIgnoreCase),
        ];
    }

    private static NewMessagePane.ContactRow Row(
        CustomerId customer,
        string name,
        string? phone,
        ConversationId? conversation
    ) =>
        new(
            customer.ToString(),
            name,
            name.Split(' ')[0],
            phone is null ? CustomerName.PhoneHidden : PhoneText.Of(phone),
            conversation?.ToString()
        );
}
