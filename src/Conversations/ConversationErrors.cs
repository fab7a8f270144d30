using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Ui.Contracts;

namespace Trunkline.Conversations;

/// <summary>The channel's feature is off for the person, or one of its other gates is closed; the trace says which.</summary>
internal sealed record FeatureOff(string Feature, FeatureTrace Trace)
    : Refusal("feature_off", RefusalKind.Forbidden, $"{Feature} is not available to you at present.")
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?>
        {
            ["trace"] = Trace
                .Gates.Select(gate => new
                {
                    passed = gate.Outcome is GateOutcome.Passed,
                    checkedYet = gate.Outcome is not GateOutcome.NotChecked,
                    gate.Title,
                    gate.Detail,
                })
                .ToList(),
        };
}

internal sealed record NoNumber(string Channel)
    : Refusal(
        "no_number",
        RefusalKind.Conflict,
        $"You have no {Channel} number that you can send from. Ask your administrator to assign one, or to resume yours if {Channel} has stopped it."
    );

internal sealed record NumberUnavailable(string Number)
    : Refusal(
        "number_unavailable",
        RefusalKind.Conflict,
        $"You cannot send from {Number} at present. Ask your administrator whether it was stopped, or whose number it is now."
    );

internal sealed record OtherText()
    : Refusal(
        "other_text",
        RefusalKind.Conflict,
        "Something else was sent with this clientId before. Send this again as a new message."
    );

internal sealed record ConsentNeeded()
    : Refusal(
        "consent_needed",
        RefusalKind.Conflict,
        "The customer has not been asked yet. Send a consent request first."
    );

/// <param name="NotDelivered">The last request did not arrive.</param>
internal sealed record ConsentPending(DateTimeOffset RequestableAt, bool NotDelivered = false)
    : Refusal(
        "consent_pending",
        RefusalKind.Conflict,
        "The customer has not agreed yet. A new request can go out 24 hours after the last one."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["requestableAt"] = RequestableAt };
}

internal sealed record ConsentDeclined()
    : Refusal(
        "consent_declined",
        RefusalKind.Conflict,
        "The customer does not want to be messaged. Only the customer can change that, by sending YES."
    );

internal sealed record WindowClosed(DateTimeOffset? ClosedAt)
    : Refusal(
        "window_closed",
        RefusalKind.Conflict,
        "The customer last wrote more than 24 hours ago. Send an approved template; when the customer answers, you can write again."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?>
        {
            ["closedAt"] = ClosedAt,
            ["suggestion"] = new { template = MessageTemplate.ConversationReopenName },
        };
}

internal sealed record TemplateMissing(string Name)
    : Refusal(
        "template_missing",
        RefusalKind.Conflict,
        $"The template {Name} is not approved for this number yet. Ask your administrator."
    );

internal sealed record TemplateTooSoon(DateTimeOffset SendableAt)
    : Refusal(
        "template_too_soon",
        RefusalKind.Conflict,
        "WhatsApp did not deliver this template and wants a day of patience before it is sent again."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["sendableAt"] = SendableAt };
}

internal sealed record MarketingStopped()
    : Refusal(
        "marketing_stopped",
        RefusalKind.Conflict,
        "The customer has stopped marketing from this business in WhatsApp, and a template counts as such. When the customer writes, you can answer."
    );

internal sealed record ConversationLeft()
    : Refusal(
        "conversation_left",
        RefusalKind.NotFound,
        "Others go on with this conversation, since its number is not yours any more."
    );

internal sealed record OfColleague(string Number)
    : Refusal(
        "conversation_of_a_colleague",
        RefusalKind.Conflict,
        $"A colleague is already in touch with this customer from {Number}. Ask your administrator who takes over."
    );

internal sealed record NotRetryable()
    : Refusal(
        "not_retryable",
        RefusalKind.Conflict,
        "Only a message that was not delivered, or whose outcome is unknown, can be sent again, and only once."
    );

internal sealed record EmptyMessage()
    : Refusal("empty_message", RefusalKind.Invalid, "Write a message of 1 to 4,096 characters.");

internal sealed record AlreadyAgreed()
    : Refusal("already_agreed", RefusalKind.Conflict, "The customer has agreed already. Just write.");
