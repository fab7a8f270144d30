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
    /// <summary>A message is new or reads differently.</summary>
    public const string MessageKind = "conversations.message";

    /// <summary>The fate of a message changed.</summary>
    public const string ProgressKind = "conversations.progress";

    /// <summary>The conversation as a whole is to be looked at anew.</summary>
    public const string ConversationKind = "conversations.conversation";

    /// <summary>A feature of the person went on or off.</summary>
    public const string FeatureKind = "conversations.feature";

    public void Updated(IEnumerable<AccountId> people, Conversation conversation, MessageId? message) =>
        Tell(people, message is null ? ConversationKind : MessageKind, new(conversation.Id, message));

    public void Progressed(IEnumerable<AccountId> people, ConversationId conversation, MessageId message) =>
        Tell(people, ProgressKind, new(conversation, message));

    public void Changed(IEnumerable<AccountId> people, Conversation conversation) =>
        Tell(people, ConversationKind, new(conversation.Id, null));

    public void Features(AccountId person) => db.Tell(person.Actor, FeatureKind, new { });

    private void Tell(IEnumerable<AccountId> people, string kind, ConversationUpdate update)
    {
        foreach (var person in people)
            db.Tell(person.Actor, kind, update);
    }
}
