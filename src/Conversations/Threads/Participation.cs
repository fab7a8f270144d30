using Trunkline.Accounts.Contracts;

namespace Trunkline.Conversations.Threads;

/// <summary>A conversation as somebody who takes part in it may use it; having it is the proof.</summary>
internal sealed record Participation(Conversation Conversation, Participant Participant)
{
    public AccountId Account => Participant.AccountId;
}
