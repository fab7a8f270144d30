using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Live;

/// <summary>What is told to those who take part: only ids, since what they are shown is rendered from the state as it is then.</summary>
internal sealed record ConversationUpdate(ConversationId Conversation, MessageId? Message);

/// <summary>Tells those who take part in a conversation, and nobody else.</summary>
internal sealed class TellParticipants(TrunklineDb db)
{
    /// <summary>A message came in or went out.</summary>
    public const string NewMessageKind = "conversations.message";

    /// <summary>A message reads differently, or its fate changed.</summary>
    public const string ChangedMessageKind = "conversations.message-changed";

    /// <summary>Whether one may write changed: consent, window.</summary>
    public const string ConversationKind = "conversations.conversation";

    /// <summary>The person has read it, perhaps on another device.</summary>
    public const string ReadKind = "conversations.read";

    /// <summary>A feature of the person may have gone on or off.</summary>
    public const string FeatureKind = "conversations.feature";

    public void Spoken(IEnumerable<AccountId> people, ConversationId conversation, MessageId message) =>
        Tell(people, NewMessageKind, new(conversation, message));

    public void Changed(IEnumerable<AccountId> people, ConversationId conversation, MessageId message) =>
        Tell(people, ChangedMessageKind, new(conversation, message));

    public void Changed(IEnumerable<AccountId> people, ConversationId conversation) =>
        Tell(people, ConversationKind, new(conversation, null));

    public void Read(AccountId person, ConversationId conversation) =>
        Tell([person], ReadKind, new(conversation, null));

    public void Feature(AccountId person) => db.Tell(person.Actor, FeatureKind, new { });

    private void Tell(IEnumerable<AccountId> people, string kind, ConversationUpdate update)
    {
        foreach (var person in people)
            db.Tell(person.Actor, kind, update);
    }
}
