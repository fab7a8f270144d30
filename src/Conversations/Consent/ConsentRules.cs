namespace Trunkline.Conversations.Consent;

internal enum ConsentState
{
    /// <summary>Nobody asked, and the customer has not written.</summary>
    None,
    Requested,
    Granted,
    Declined,

    /// <summary>The customer ended it with the stop word.</summary>
    Stopped,
}

/// <summary>What a customer's message says about consent, if anything.</summary>
internal enum ConsentAnswer
{
    Other,
    Yes,
    No,
    Stop,
}

/// <summary>What follows from an answer. A change is confirmed to the customer; <paramref name="AskAgain"/> sends the request once more.</summary>
internal readonly record struct ConsentStep(ConsentState State, bool Changed, bool AskAgain);

/// <summary>Consent as a state machine without a clock or a database of its own.</summary>
internal static class ConsentRules
{
    public static readonly TimeSpan BetweenRequests = TimeSpan.FromHours(24);

    /// <summary>What a customer's answer makes of the consent. Another answer to a request brings one fresh request, not more.</summary>
    /// <param name="overtaken">
    /// It was said before what made the state, and came after it: webhooks have no order. A no or a stop counts all the same, since
    /// to be silent without need is the smaller harm; what was no answer to the request is none.
    /// </param>
    public static ConsentStep Answer(
        ConsentState state,
        ConsentAnswer answer,
        bool askedAgain,
        bool overtaken = false
    ) =>
        (state, answer) switch
        {
            (ConsentState.Declined or ConsentState.Stopped, ConsentAnswer.Yes) when overtaken => Stays(state),
            (ConsentState.Stopped, ConsentAnswer.Stop) => Stays(state),
            (_, ConsentAnswer.Stop) => To(ConsentState.Stopped),
            (ConsentState.Granted, ConsentAnswer.Yes) => Stays(state),
            (ConsentState.Requested or ConsentState.Declined or ConsentState.Stopped, ConsentAnswer.Yes) => To(
                ConsentState.Granted
            ),
            (ConsentState.Requested or ConsentState.Granted, ConsentAnswer.No) => To(ConsentState.Declined),
            (ConsentState.Requested, ConsentAnswer.Other) => new(state, false, AskAgain: !askedAgain && !overtaken),
            _ => Stays(state),
        };

    /// <summary>When a request may be sent: at once, at a later moment, or never by us (null).</summary>
    public static DateTimeOffset? RequestableAt(
        ConsentState state,
        DateTimeOffset? requestedAt,
        bool requestFailed,
        DateTimeOffset now
    ) =>
        state switch
        {
            ConsentState.None => now,
            ConsentState.Requested when requestFailed || requestedAt is null => now,
            ConsentState.Requested => requestedAt + BetweenRequests,
            _ => null,
        };

    private static ConsentStep To(ConsentState state) => new(state, true, false);

    private static ConsentStep Stays(ConsentState state) => new(state, false, false);
}
