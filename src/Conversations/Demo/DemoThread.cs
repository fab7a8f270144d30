using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Demo;

/// <summary>Writes one conversation as if it had taken place, through the entities that a real one goes through.</summary>
internal sealed class DemoThread
{
    private const string Channel = "whatsapp";

    private readonly TrunklineDb db;
    private readonly AccountId account;
    private readonly BusinessNumberId number;
    private readonly Customer customer;
    private readonly List<DateTimeOffset> incoming = [];
    private Conversation? conversation;
    private Participant? participant;
    private int count;

    public DemoThread(
        TrunklineDb db,
        EnterpriseId enterprise,
        AccountId account,
        BusinessNumberId number,
        DemoCustomer known,
        DateTimeOffset since
    )
    {
        (this.db, this.account, this.number) = (db, account, number);
        customer = new Customer(enterprise, since);
        customer.CallThemselves(known.Name, known.Username);
        db.Add(customer);
        if (known.UserId is { } user)
            db.Add(new Identity(enterprise, customer.Id, IdentityName.UserId, user, user, since));
        if (known.Phone is not { } phone)
            return;
        db.Add(new Identity(enterprise, customer.Id, IdentityName.Phone, PhoneAlias.KeyOf(phone), phone, since));
        db.Add(new Contact(enterprise, account, customer.Id, known.Name, since));
    }

    public DemoThread Asked(DateTimeOffset at, string greeting)
    {
        Begin(at);
        var text = new TemplateText(
            $"Hello {greeting}, ABC Bank Europe would like to send you messages on WhatsApp. Do you agree? You can stop at any time.",
            ["YES", "NO"]
        );
        var message = Message.FromTemplate(conversation!, account, null, MessageTemplate.ConsentRequestName, text, at);
        db.Add(conversation!.AskForConsent(message.Id, account, at));
        return Sent(message);
    }

    public DemoThread Agreed(DateTimeOffset at)
    {
        var message = Receive(at, new IncomingContent.Button("YES", MessageTemplate.ConsentYes));
        db.Add(conversation!.CustomerAnswered(ConsentState.Granted, message.Id, at));
        return this;
    }

    public DemoThread WroteFirst(DateTimeOffset at, string text)
    {
        Begin(at);
        var message = Receive(at, new IncomingContent.Text(text));
        db.Add(conversation!.CustomerWroteFirst(message.Id, at));
        return this;
    }

    public DemoThread In(DateTimeOffset at, string text)
    {
        Receive(at, new IncomingContent.Text(text));
        return this;
    }

    public DemoThread Out(DateTimeOffset at, string text) => Sent(Write(at, text));

    public DemoThread Failed(DateTimeOffset at, string text, DeliveryFailure failure)
    {
        var message = Write(at, text);
        message.Happened(new(message.Id, DeliveryEvent.Accepted, at.AddSeconds(1)));
        message.Happened(new(message.Id, DeliveryEvent.Failed, at.AddSeconds(3)) { Failure = failure });
        Keep(message);
        return this;
    }

    /// <summary>Everything that came in was looked at, but for the last ones.</summary>
    public void Read(int butFor = 0)
    {
        if (incoming.Count > butFor)
            participant!.Read(conversation!, incoming.Count - butFor, incoming[^(butFor + 1)]);
    }

    private void Begin(DateTimeOffset at)
    {
        conversation = new(customer.EnterpriseId, Channel, number, customer.Id, at);
        participant = Participant.In(conversation, account, at);
        db.AddRange(conversation, participant);
    }

    private Message Receive(DateTimeOffset at, IncomingContent content)
    {
        // WhatsApp knows nothing of it, so it has no id there, and nobody is told that it was read.
        var message = Message.Received(
            conversation!,
            new(Channel, number, [], null, null, "", at, content),
            MessageHold.None,
            null,
            at
        );
        incoming.Add(at);
        conversation!.CustomerWrote(at);
        Keep(message);
        return message;
    }

    private Message Write(DateTimeOffset at, string text) =>
        Message.Written(conversation!, account, $"demo-{++count}", text, at);

    private DemoThread Sent(Message message)
    {
        message.Happened(new(message.Id, DeliveryEvent.Accepted, message.At.AddSeconds(1)));
        message.Happened(new(message.Id, DeliveryEvent.Sent, message.At.AddSeconds(1)));
        message.Happened(new(message.Id, DeliveryEvent.Delivered, message.At.AddSeconds(2)));
        message.Happened(new(message.Id, DeliveryEvent.Read, message.At.AddMinutes(2)));
        Keep(message);
        return this;
    }

    private void Keep(Message message)
    {
        db.Add(message);
        conversation!.Show(message);
        if (!message.IsOutgoing)
            participant!.MarkUnread();
    }
}
