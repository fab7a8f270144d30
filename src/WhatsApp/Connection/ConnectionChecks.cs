using System.Globalization;
using Trunkline.Ui.Contracts;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp.Connection;

/// <summary>Everything that must be so before messages go out and come in, each with what to do when it is not.</summary>
internal static class ConnectionChecks
{
    private const string Callback = "Set the callback URL in Meta's App Dashboard, under WhatsApp > Configuration.";

    /// <param name="ours">Where this server takes webhooks.</param>
    public static IReadOnlyList<Check> Of(
        ShownNumber number,
        Asked<NumberAtWhatsApp> asked,
        Asked<IReadOnlyList<string>> apps,
        string graph,
        Uri ours
    )
    {
        var known = (asked as Asked<NumberAtWhatsApp>.Known)?.Value;
        return
        [
            Reached(asked, graph),
            Allowed(asked),
            SameNumber(number, known),
            Registered(known),
            SameThroughput(number, known),
            Subscribed(number, apps),
            SentHere(known, ours),
            Received(number),
        ];
    }

    private static Check Reached(Asked<NumberAtWhatsApp> asked, string graph) =>
        asked is Asked<NumberAtWhatsApp>.Silent
            ? Check.Failed(
                "WhatsApp answers this server",
                $"Nothing answered at {graph}.",
                "Allow this server to connect to it, then check again."
            )
            : Check.Passed("WhatsApp answers this server");

    private static Check Allowed(Asked<NumberAtWhatsApp> asked)
    {
        const string Title = "The access token may use the number";
        return asked switch
        {
            Asked<NumberAtWhatsApp>.Known => Check.Passed(Title),
            Asked<NumberAtWhatsApp>.Refused refused => Refused(Title, refused.Code),
            _ => Check.Open(Title),
        };
    }

    private static Check SameNumber(ShownNumber number, NumberAtWhatsApp? known)
    {
        const string Title = "The phone number id belongs to this number";
        if (known?.Display is not { } display)
            return Check.Open(Title);
        return PhoneNumbers.Digits(display) == PhoneNumbers.Digits(number.Number)
            ? Check.Passed(Title)
            : Check.Failed(
                Title,
                $"At WhatsApp it belongs to {display}.",
                "Remove the number here and add it with its own phone number id."
            );
    }

    private static Check Registered(NumberAtWhatsApp? known)
    {
        const string Title = "The number is connected at WhatsApp";
        return known?.Status switch
        {
            null => Check.Open(Title),
            "CONNECTED" => Check.Passed(Title),
            var other => Check.Failed(Title, $"WhatsApp says {other}.", "Open the number in WhatsApp Manager."),
        };
    }

    private static Check SameThroughput(ShownNumber number, NumberAtWhatsApp? known)
    {
        const string Title = "Messages are paced as WhatsApp allows";
        var allowed = known?.Throughput switch
        {
            "STANDARD" => Throughput.Standard,
            "HIGH" => Throughput.High,
            _ => 0,
        };
        if (allowed == 0)
            return Check.Open(Title);
        // A number that is also in the WhatsApp Business app has less than its level says.
        return number.PerSecond == allowed || number.PerSecond == Throughput.Coexistence
            ? Check.Passed(Title)
            : Check.Failed(
                Title,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"WhatsApp allows {allowed:N0} messages a second, and {number.PerSecond:N0} are set here."
                ),
                "Set the throughput on the number's page."
            );
    }

    private static Check Subscribed(ShownNumber number, Asked<IReadOnlyList<string>> apps)
    {
        const string Title = "An app listens to the business account";
        return apps switch
        {
            Asked<IReadOnlyList<string>>.Known { Value: [] } => Check.Failed(
                Title,
                $"No app is subscribed to {number.BusinessAccountId}, so WhatsApp sends its webhooks to nobody.",
                $"Send POST /{number.BusinessAccountId}/subscribed_apps to the Graph API with the app's access token."
            ),
            Asked<IReadOnlyList<string>>.Known known => Check.Passed(Title, string.Join(", ", known.Value)),
            Asked<IReadOnlyList<string>>.Refused { Code: SendErrors.ObjectIsGone } => Check.Failed(
                Title,
                $"WhatsApp does not know the business account {number.BusinessAccountId}, or the access token may not use it.",
                "Compare it with the account's id in Business Settings; if it is another one, remove the number here and add it anew."
            ),
            Asked<IReadOnlyList<string>>.Refused refused => Refused(Title, refused.Code),
            _ => Check.Open(Title),
        };
    }

    private static Check SentHere(NumberAtWhatsApp? known, Uri ours)
    {
        const string Title = "Webhooks are sent to this server";
        if (known is null)
            return Check.Open(Title);
        if (!Uri.TryCreate(known.Callback, UriKind.Absolute, out var theirs))
            return Check.Failed(Title, "WhatsApp has no address to send them to.", $"{Callback} It is {ours}.");
        return theirs.Authority == ours.Authority && theirs.AbsolutePath == ours.AbsolutePath
            ? Check.Passed(Title, theirs.ToString())
            : Check.Failed(Title, $"WhatsApp sends them to {theirs}.", $"{Callback} This server listens at {ours}.");
    }

    private static Check Received(ShownNumber number)
    {
        const string Title = "A webhook has come for this number";
        return number.LastWebhookAt is not null
            ? Check.Passed(Title) with
            {
                At = number.LastWebhookAt,
            }
            : Check.Open(
                Title,
                "None has come yet.",
                "Write to the number from any phone. When nothing arrives although all else is well, the app is not live, or is not subscribed to the field messages."
            );
    }

    private static Check Refused(string title, int code)
    {
        var error = SendErrors.Find(code);
        var next = error.Class is ErrorClass.Retry or ErrorClass.Wait ? "Check again in a minute." : error.NextStep;
        return Check.Failed(title, $"{error.Happened} (code {code})", next);
    }
}

/// <summary>One line of the check.</summary>
/// <param name="NextStep">What a person does about it.</param>
internal sealed record Check(GateOutcome Outcome, string Title, string? Detail, string? NextStep)
{
    /// <summary>When it was last so.</summary>
    public DateTimeOffset? At { get; init; }

    public static Check Passed(string title, string? detail = null) => new(GateOutcome.Passed, title, detail, null);

    public static Check Failed(string title, string detail, string nextStep) =>
        new(GateOutcome.Failed, title, detail, nextStep);

    /// <summary>It is not known whether it is so.</summary>
    public static Check Open(string title, string? detail = null, string? nextStep = null) =>
        new(GateOutcome.NotChecked, title, detail, nextStep);
}
