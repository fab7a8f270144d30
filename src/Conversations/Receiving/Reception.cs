using Trunkline.Accounts.Contracts;

namespace Trunkline.Conversations.Receiving;

/// <summary>Someone who might receive a message, with everything that decides it.</summary>
/// <param name="Able">Active, with the feature on, and the number is theirs to use.</param>
/// <param name="Restricted">First messages do not reach this account.</param>
/// <param name="Knows">Already in a conversation with this customer on this channel, so nothing is a first message.</param>
internal readonly record struct Candidate(AccountId Account, bool Able, bool Restricted, bool Knows)
{
    public bool Receives => Able && (!Restricted || Knows);
}

internal enum ReceptionOutcome
{
    Deliver,
    Restrict,
    Wait,
}

/// <summary>What to do with a message; <paramref name="Joining"/> take part from now on.</summary>
internal sealed record ReceptionDecision(ReceptionOutcome Outcome, IReadOnlyList<AccountId> Joining);

/// <summary>Who receives an incoming message. Nothing is ever dropped: what nobody may see is recorded.</summary>
internal static class Reception
{
    /// <param name="participants">Those who take part already; the restriction is not about them.</param>
    /// <param name="receivers">Those who receive first messages at this number.</param>
    public static ReceptionDecision Decide(IReadOnlyList<Candidate> participants, IReadOnlyList<Candidate> receivers)
    {
        if (participants.Any(one => one.Able))
            return new(ReceptionOutcome.Deliver, []);
        var joining = receivers.Where(one => one.Receives).Select(one => one.Account).ToList();
        if (joining.Count > 0)
            return new(ReceptionOutcome.Deliver, joining);
        // Someone who was in touch is not turned away: the message waits until somebody can answer.
        return participants.Count == 0 && receivers.Any(one => one.Able)
            ? new(ReceptionOutcome.Restrict, [])
            : new(ReceptionOutcome.Wait, []);
    }
}
