using Trunkline.Accounts.Contracts;

namespace Trunkline.Conversations.Receiving;

/// <summary>Someone who might receive a message, with everything that decides it.</summary>
/// <param name="Uses">The number is theirs to use.</param>
/// <param name="Able">Also active, and with the feature on.</param>
/// <param name="Restricted">First messages do not reach this account.</param>
/// <param name="Knows">Is, or was, in a conversation with this customer on this channel, so nothing is a first message.</param>
internal readonly record struct Candidate(AccountId Account, bool Uses, bool Able, bool Restricted, bool Knows)
{
    public bool Receives => Able && (!Restricted || Knows);
}

internal enum ReceptionOutcome
{
    Deliver,
    Restrict,
    Wait,
}

/// <summary>What to do with a message; <paramref name="Joining"/> take part from now on, and <paramref name="Leaving"/> no more.</summary>
internal sealed record ReceptionDecision(
    ReceptionOutcome Outcome,
    IReadOnlyList<AccountId> Joining,
    IReadOnlyList<AccountId> Leaving
)
{
    /// <summary>
    /// Who leaves and who joins. A correction is for whoever has seen what it corrects: where nothing else is said nobody comes or goes, or it
    /// would be shown to nobody.
    /// </summary>
    public (IReadOnlyList<AccountId> Leaving, IReadOnlyList<AccountId> Joining) ComingAndGoing(bool goesOn) =>
        goesOn ? (Leaving, Joining) : ([], []);
}

/// <summary>Who receives an incoming message. Nothing is ever dropped: what nobody may see is recorded.</summary>
internal static class Reception
{
    /// <param name="participants">Those who take part already; the restriction is not about them.</param>
    /// <param name="receivers">Those who receive first messages at this number.</param>
    public static ReceptionDecision Decide(IReadOnlyList<Candidate> participants, IReadOnlyList<Candidate> receivers)
    {
        // Only where somebody stays, or comes, so that a conversation never ends up with nobody.
        var leaving = participants.Where(one => !one.Uses).Select(one => one.Account).ToList();
        if (participants.Any(one => one.Able))
            return new(ReceptionOutcome.Deliver, [], leaving);
        var joining = receivers.Where(one => one.Receives).Select(one => one.Account).ToList();
        if (joining.Count > 0)
            return new(ReceptionOutcome.Deliver, joining, leaving);
        // Someone who was in touch is not turned away: the message waits until somebody can answer.
        return participants.Count == 0 && receivers.Any(one => one.Able)
            ? new(ReceptionOutcome.Restrict, [], [])
            : new(ReceptionOutcome.Wait, [], []);
    }
}
