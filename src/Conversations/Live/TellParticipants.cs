using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Live;

/// <summary>What is told to those who take part: only ids, since what they are shown is rendered from the state as it is then.</summary>
/// <param name="Message">It came in or went out, or reads differently, or its fate changed.</param>
/// <param name="New">The message came in or went out.</param>
/// <param name="Facts">What the page says beside the messages changed: consent, window, who takes part.</param>
internal sealed record ConversationUpdate(
    ConversationId Conversation,
    MessageId? Message = null,
    bool New = false,
    bool Facts = false
);

/// <summary>Tells those who take part in a conversation, and nobody else.</summary>
internal sealed class TellParticipants(TrunklineDb db)
{
    public const string UpdateKind = "conversations.update";

    /// <summary>A feature of the person may have gone on or off.</summary>
    public const string FeatureKind = "conversations.feature";

    /// <summary>A message came in or went out; with <paramref name="facts"/>, consent, the window or who takes part changed by it.</summary>
    public void Spoken(
        IEnumerable<AccountId> people,
        ConversationId conversation,
        MessageId message,
        bool facts = false
    ) => Tell(people, new(conversation, message, New: true, facts));

    /// <summary>A message reads differently, or its fate changed; with <paramref name="facts"/>, what one may do next changed by it.</summary>
    public void Changed(
        IEnumerable<AccountId> people,
        ConversationId conversation,
        MessageId message,
        bool facts = false
    ) => Tell(people, new(conversation, message, Facts: facts));

    /// <summary>Consent, the window, or who takes part changed.</summary>
    public void Changed(IEnumerable<AccountId> people, ConversationId conversation) =>
        Tell(people, new(conversation, Facts: true));

    /// <summary>The person has read it, perhaps on another device.</summary>
    public void Read(AccountId person, ConversationId conversation) => Tell([person], new(conversation));

    public void Feature(AccountId person) => db.Tell(person.Actor, FeatureKind, new { });

    private void Tell(IEnumerable<AccountId> people, ConversationUpdate update)
    {
        foreach (var person in people)
            db.Tell(person.Actor, UpdateKind, update);
    }
}
