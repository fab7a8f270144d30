using System.Globalization;
using Trunkline.Conversations.Contracts;

namespace Trunkline.WhatsApp.Sending;

/// <summary>
/// WhatsApp's errors by code. The HTTP status says nothing: Meta gives none for today's codes and clients disagree, so only
/// the code counts.
/// </summary>
internal static class SendErrors
{
    public const int PairRate = 131056;

    /// <summary>Nothing was done, and a moment later it would be.</summary>
    public const int Overloaded = 2;

    /// <summary>Ours, not WhatsApp's: a proxy or a wrong address answered in its place.</summary>
    public const int NotFromWhatsApp = -1;

    /// <summary>Of a bad parameter that is nothing that can be found: the code of its subcode.</summary>
    public const int ObjectIsGone = 33;

    private const string AskAdministrator = "Tell your administrator.";
    private const string TryLater = "It is tried again by itself.";
    private const string Report = "Change the message, then send it again.";

    private static readonly Dictionary<int, SendError> ByCode = new()
    {
        [NotFromWhatsApp] = Stop(
            "Something that is not WhatsApp answered.",
            "Check WhatsApp__GraphBaseUrl and what is on the way there."
        ),
        [0] = Stop("WhatsApp does not accept this server's access token.", "Set a valid WhatsApp__AccessToken."),
        [1] = Again("WhatsApp could not handle the request.") with { MostAttempts = 4 },
        [Overloaded] = Pause("WhatsApp is overloaded."),
        [3] = Stop("The app lacks a WhatsApp capability.", "Grant whatsapp_business_messaging to the app."),
        [4] = Pause("The app has used up its calls for now."),
        [10] = Stop("The app may not send from this number.", "Grant whatsapp_business_messaging to the access token."),
        [ObjectIsGone] = Stop("WhatsApp does not know this number any more.", "Check the number in WhatsApp Manager."),
        [100] = Fix("WhatsApp does not accept a part of this message."),
        [104] = Stop("The access token is missing.", "Set WhatsApp__AccessToken."),
        [190] = Stop("The access token has expired or was withdrawn.", "Set a new WhatsApp__AccessToken."),
        [368] = Stop(
            "WhatsApp has blocked this business account for a breach of its policy.",
            "Read the notice in WhatsApp Manager and appeal there."
        ),
        [80007] = Pause("The business account has used up its calls for now."),
        [130403] = Customer("This customer is blocked from this number.", "Unblock the customer first."),
        [130429] = Pause("The number sends faster than WhatsApp allows."),
        [130472] = Marketing(
            "WhatsApp withholds this message from this customer.",
            "Reach the customer in another way."
        ),
        [130497] = Customer(
            "WhatsApp does not deliver such messages to the customer's country.",
            "Reach the customer in another way."
        ),
        [131000] = Again("Something went wrong at WhatsApp."),
        [131005] = Stop("WhatsApp denies access to this number.", "Check the access token's permissions."),
        [131008] = Fix("The message lacks something that WhatsApp requires."),
        [131009] = Fix("A value in the message is not allowed."),
        [131016] = Pause("WhatsApp is not available."),
        [131021] = Fix("The message is addressed to the number that sends it.", "Choose another customer."),
        [131026] = Customer(
            "The message cannot be delivered: the number may not be on WhatsApp, or its app is too old.",
            "Check the number, or reach the customer in another way."
        ),
        [131030] = Fix(
            "This test number may only write to listed customers.",
            "Add the customer's number in WhatsApp Manager."
        ),
        [131031] = Stop("WhatsApp has locked the business account.", "Read the notice in WhatsApp Manager."),
        [131037] = Stop("The number's display name is not approved.", "Have the name approved in WhatsApp Manager."),
        [131042] = Stop("There is a problem with the payment method.", "Repair it in WhatsApp Manager."),
        [131045] = Stop("The number's registration is not valid.", "Register the number again."),
        [131047] = Fix(
            "More than 24 hours have passed since the customer wrote last.",
            "Send an approved template."
        ) with
        {
            NeedsTemplate = true,
        },
        [131048] = Later(
            "WhatsApp limits this number because customers reported or blocked it.",
            "Wait some hours, and write only to those who expect it."
        ) with
        {
            // Every further refusal counts against the number, and somebody has to hear of it.
            StopsNumber = true,
        },
        [131049] = Later("WhatsApp holds back marketing to keep customers engaged.", "Wait at least 24 hours.") with
        {
            OnlyAfterADay = true,
        },
        [131050] = Marketing(
            "This customer has stopped marketing messages.",
            "Send none until the customer allows them again."
        ) with
        {
            // For good, but WhatsApp alone knows when the customer allows them again: asking once a day hammers nobody.
            OnlyAfterADay = true,
        },
        [131051] = Fix("WhatsApp does not support this kind of message."),
        [131052] = Once("WhatsApp could not fetch the attachment."),
        [131053] = Once("WhatsApp could not take the attachment."),
        [131055] = Fix("This kind of message is not allowed here."),
        [PairRate] = Again("Too many messages went to this customer in a short time.") with
        {
            FirstPause = TimeSpan.FromSeconds(1),
            Growth = 4,
        },
        [131057] = Pause("WhatsApp is upgrading this number.") with { FirstPause = TimeSpan.FromMinutes(1) },
        [131062] = Fix(
            "This message cannot go to a customer without a phone number.",
            "Ask the customer for the phone number."
        ),
        [131063] = Fix("Marketing templates are disabled for this business account.", "Use a utility template."),
        [131064] = Later(
            "Too many templates were of the wrong category.",
            "Wait at least 24 hours, and correct the templates' categories."
        ) with
        {
            OnlyAfterADay = true,
        },
        [132000] = Template("The template was sent with a wrong number of values."),
        [132001] = Template("There is no approved template of this name and language."),
        [132005] = Template("The filled-in template is too long."),
        [132007] = Template("The template breaks a policy of WhatsApp."),
        [132008] = Template("A value of the template has the wrong kind."),
        [132012] = Template("A value of the template has the wrong format."),
        [132015] = Template("WhatsApp has paused the template for low quality."),
        [132016] = Template("WhatsApp has disabled the template for low quality."),
        [132018] = Template("The template's values do not fit."),
        [132068] = Fix("The form in this message is blocked."),
        [132069] = After(TimeSpan.FromHours(1), "The form in this message is throttled."),
        [133000] = Number("An earlier deregistration was not completed."),
        [133004] = Pause("WhatsApp is not available."),
        [133005] = Number("The two-step PIN is wrong."),
        [133006] = Number("The number must be verified again."),
        [133008] = Number("The two-step PIN was wrong too often."),
        [133009] = Number("The two-step PIN was entered too fast."),
        [133010] = Stop("The number is not registered on WhatsApp.", "Register it."),
        [133015] = Number("The number was deleted a moment ago."),
        [133016] = Number("The number was registered too often."),
        [134011] = Fix("WhatsApp's terms of payment were not accepted.", AskAdministrator),
        [134100] = Fix("Only marketing templates are allowed here."),
        [134101] = After(TimeSpan.FromMinutes(10), "The template is not ready yet."),
        [134102] = After(TimeSpan.FromMinutes(10), "The template cannot be used at present."),
        [135000] = Fix("WhatsApp refused the message without a reason."),
        [137000] = Customer("The customer's identity has changed since it was checked.", "Verify the customer first."),
    };

    /// <summary>No connection was made: nothing was refused, so it is worth trying for over an hour.</summary>
    public static readonly SendError Unreachable = Again("WhatsApp could not be reached.");

    private static readonly SendError Unlisted = new(ErrorClass.Fix, "WhatsApp refused the message.", AskAdministrator);

    public static SendError Find(int code) =>
        ByCode.TryGetValue(code, out var known) ? known
        : code is >= 200 and <= 299 ? ByCode[10]
        : Unlisted;

    /// <summary>WhatsApp's code behind a failure; null where it was not WhatsApp who said so.</summary>
    public static int? CodeOf(DeliveryFailure? failure) =>
        int.TryParse(failure?.Code, CultureInfo.InvariantCulture, out var code) ? code : null;

    /// <summary>As the employee is told.</summary>
    public static DeliveryFailure Failure(int code, string? details)
    {
        var error = Find(code);
        // Once it has failed for good nothing repeats it by itself.
        var next = error.NextStep == TryLater ? "Send it again." : error.NextStep;
        return new(
            code.ToString(CultureInfo.InvariantCulture),
            $"{error.Happened} {next}",
            details,
            error is { Class: ErrorClass.Retry or ErrorClass.Wait or ErrorClass.StopNumber, OnlyAfterADay: false },
            error.NeedsTemplate,
            error.OnlyAfterADay
        );
    }

    private static SendError Again(string happened) => new(ErrorClass.Retry, happened, TryLater) { MostAttempts = 20 };

    private static SendError Pause(string happened) => Again(happened) with { RestsNumber = true };

    private static SendError Later(string happened, string next) => new(ErrorClass.Wait, happened, next);

    // A wait that is short enough for a conversation is waited for; after hours a person decides whether it still makes sense.
    private static SendError After(TimeSpan wait, string happened) =>
        new(ErrorClass.Wait, happened, TryLater)
        {
            MostAttempts = 3,
            FirstPause = wait,
            LongestPause = wait,
        };

    private static SendError Once(string happened) =>
        new(ErrorClass.Fix, happened, Report) { MostAttempts = 2, FirstPause = TimeSpan.FromSeconds(5) };

    private static SendError Fix(string happened, string next = Report) => new(ErrorClass.Fix, happened, next);

    private static SendError Template(string happened) => new(ErrorClass.Fix, happened, "Have the template corrected.");

    private static SendError Number(string happened) => new(ErrorClass.Fix, happened, AskAdministrator);

    private static SendError Customer(string happened, string next) =>
        new(ErrorClass.StopCustomer, happened, next) { StopsWhatWaits = true };

    // Only marketing is meant; what else waits for the customer may go out.
    private static SendError Marketing(string happened, string next) => new(ErrorClass.StopCustomer, happened, next);

    private static SendError Stop(string happened, string next) =>
        new(ErrorClass.StopNumber, happened, next) { StopsNumber = true };
}
