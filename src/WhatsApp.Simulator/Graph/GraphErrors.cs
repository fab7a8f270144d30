namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>Meta's errors in Meta's words.</summary>
internal static class GraphErrors
{
    public static GraphError MissingToken =>
        new(104, "") { Message = "An access token is required to request this resource." };

    public static GraphError UnknownToken =>
        new(190, "") { Message = "Invalid OAuth access token - Cannot parse access token" };

    public static GraphError ExpiredToken(DateTimeOffset expired, DateTimeOffset now) =>
        new(190, "")
        {
            Message =
                $"Error validating access token: Session has expired on {Written(expired)}. The current time is {Written(now)}.",
            Subcode = 463,
        };

    public static GraphError LacksPermission => new(10, "Application does not have permission for this action");

    public static GraphError DeprecatedVersion(string newest) =>
        new(2635, $"You are calling a deprecated version of the API. Please update to the latest version: {newest}.");

    public static GraphError UnknownVersion(string version) => new(100, $"Unknown API version: {version}");

    public static GraphError UnknownObject(string method, string id) =>
        new(100, "")
        {
            Message =
                $"Unsupported {(method == "GET" ? "get" : method == "DELETE" ? "delete" : "post")} request. Object with ID '{id}' does not exist, cannot be loaded due to missing "
                + "permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api",
            Type = "GraphMethodException",
            Subcode = 33,
        };

    public static GraphError Required(string parameter) => new(100, $"The parameter {parameter} is required.");

    public static GraphError Invalid(string details) => new(100, "Invalid parameter", details);

    public static GraphError TooLong(string parameter, int most) =>
        new(
            100,
            $"Param {parameter} must be at most {most} characters long.",
            $"Param {parameter} must be at most {most} characters long."
        );

    public static GraphError OneOf(string parameter, string choices, string got) =>
        new(100, $"Param {parameter} must be one of {{{choices}}} - got \"{got}\".");

    public static GraphError Missing(string details) => Of(131008, details);

    public static GraphError OutOfRange(string details) => Of(131009, details);

    public static GraphError WindowClosed =>
        Of(
            131047,
            "Message failed to send because more than 24 hours have passed since the customer last replied to this number."
        );

    public static GraphError Undeliverable => Of(131026, "Message Undeliverable.");

    public static GraphError CallbackRefused(string problem) =>
        new(2200, $"Callback verification failed with the following errors: {problem}");

    public static GraphError Of(int code, string? details = null) =>
        new(code, Titles.GetValueOrDefault(code, "Something went wrong"), details);

    static string Written(DateTimeOffset at) =>
        at.ToString("dddd, dd-MMM-yy HH:mm:ss 'PST'", System.Globalization.CultureInfo.InvariantCulture);

    static readonly Dictionary<int, string> Titles = new()
    {
        [0] = "AuthException",
        [1] = "API Unknown",
        [2] = "Service temporarily unavailable",
        [3] = "Application does not have the capability to make this API call.",
        [4] = "Application request limit reached",
        [10] = "Application does not have permission for this action",
        [33] = "Parameter value is not valid",
        [100] = "Invalid parameter",
        [190] = "Access token has expired",
        [200] = "Permissions error",
        [368] = "Temporarily blocked for policies violations",
        [80007] = "Rate limit issues",
        [130429] = "Rate limit hit",
        [130472] = "User's number is part of an experiment",
        [130497] = "Business account is restricted from messaging users in this country.",
        [131000] = "Something went wrong",
        [131005] = "Access denied",
        [131008] = "Required parameter is missing",
        [131009] = "Parameter value is not valid",
        [131016] = "Service unavailable",
        [131021] = "Recipient cannot be sender",
        [131026] = "Message undeliverable",
        [131030] = "Recipient phone number not in allowed list",
        [131031] = "Business Account locked",
        [131037] = "WhatsApp provided number needs display name approval before message can be sent.",
        [131042] = "Business eligibility payment issue",
        [131045] = "Incorrect certificate",
        [131047] = "Re-engagement message",
        [131048] = "Spam rate limit hit",
        [131049] = "This message was not delivered to maintain healthy ecosystem engagement.",
        [131050] =
            "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business",
        [131051] = "Unsupported message type",
        [131052] = "Media download error",
        [131053] = "Media upload error",
        [131056] = "(Business Account, Consumer Account) pair rate limit hit",
        [131057] = "Business Account is in maintenance mode",
        [131062] = "Business-scoped User ID (BSUID) recipients are not supported for this message.",
        [132000] = "Number of parameters does not match the expected number of params",
        [132001] = "Template name does not exist in the translation",
        [132005] = "Translated text too long",
        [132007] = "Template format character policy violated",
        [132012] = "Parameter format does not match format in the created template",
        [132015] = "Template is paused",
        [132016] = "Template is disabled",
        [132018] = "There's an issue with the parameters in your template",
        [133010] = "Account not registered",
        [137000] = "Identity key mismatch",
    };
}
