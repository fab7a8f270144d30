namespace Trunkline.WhatsApp.Simulator.Contracts;

/// <summary>What the simulated WhatsApp knows when it starts. Everything here can be changed later through the admin API.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The apps that call the Graph API and receive webhooks. Every update goes to each subscribed app.</summary>
    public IList<SimulatedApp> Apps { get; set; } = [];

    /// <summary>The business numbers, each with the WhatsApp Business Account that it belongs to.</summary>
    public IList<SimulatedNumber> Numbers { get; set; } = [];

    /// <summary>The people with a virtual phone. Without any, three are made up: one ordinary, one unknown, one without a phone number.</summary>
    public IList<SimulatedCustomer> Customers { get; set; } = [];

    /// <summary>The approved templates, the same for every account.</summary>
    public IList<SimulatedTemplate> Templates { get; set; } = [.. SimulatedTemplates.General];

    /// <summary>Delays, switches and limits.</summary>
    public SimulatedBehaviour Behaviour { get; set; } = new();

    /// <summary>The oldest and newest version segment that the Graph API answers to.</summary>
    public string OldestVersion { get; set; } = "v19.0";

    /// <inheritdoc cref="OldestVersion"/>
    public string NewestVersion { get; set; } = "v25.0";
}

/// <summary>An app as it is set up in Meta's dashboard.</summary>
public sealed record SimulatedApp
{
    public string Id { get; init; } = "1000000000000001";
    public string Name { get; init; } = "Trunkline";

    /// <summary>Signs the webhooks of this app.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Sent with the GET that verifies a callback address.</summary>
    public string VerifyToken { get; init; } = "";

    /// <summary>Where webhooks go; null sends none.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>Bearer tokens that never expire and have both WhatsApp permissions.</summary>
    public IReadOnlyList<string> AccessTokens { get; init; } = [];
}

/// <summary>A registered business number.</summary>
public sealed record SimulatedNumber
{
    public string PhoneNumberId { get; init; } = "";

    /// <summary>With its country code, in any spelling: "+1 305 555 0100".</summary>
    public string DisplayNumber { get; init; } = "";
    public string VerifiedName { get; init; } = "";
    public string BusinessAccountId { get; init; } = "102290129340398";
}

/// <summary>A person with WhatsApp on a virtual phone.</summary>
public sealed record SimulatedCustomer
{
    /// <summary>The profile name, which is also how the page labels the phone.</summary>
    public string Name { get; init; } = "";

    /// <summary>With its country code; null for a person who shows only a username.</summary>
    public string? Phone { get; init; }
    public string? Username { get; init; }

    /// <summary>The business-scoped user id; made up when null.</summary>
    public string? UserId { get; init; }

    /// <summary>Business numbers (ids) to which this person wrote before the simulator started, and when: their 24-hour windows.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LastWrote { get; init; } =
        new Dictionary<string, DateTimeOffset>();
}

/// <summary>How the simulated network behaves from now on.</summary>
public sealed record SimulatedBehaviour
{
    /// <summary>From acceptance to `sent`, from `sent` to `delivered`, and from arrival in an open chat to `read`.</summary>
    public TimeSpan SentAfter { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <inheritdoc cref="SentAfter"/>
    public TimeSpan DeliveredAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc cref="SentAfter"/>
    public TimeSpan ReadAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Every customer reads what arrives, without opening the chat.</summary>
    public bool ReadsAutomatically { get; init; }

    /// <summary>How a free-form message outside the 24-hour window is refused.</summary>
    public WindowRefusal WindowRefusal { get; init; } = WindowRefusal.FailedStatus;

    /// <summary>What happens to a message for a number that nobody here has.</summary>
    public UnknownRecipient UnknownRecipient { get; init; } = UnknownRecipient.GetsAPhone;

    /// <summary>How many messages a number may carry in a second, in and out together; what is more is refused with 130429. Zero: any number.</summary>
    public int MessagesPerSecond { get; init; } = 80;

    /// <summary>To one customer 45 messages at once and then one in six seconds; what is more is refused with 131056.</summary>
    public bool PairRate { get; init; } = true;

    /// <summary>HTTP status of errors; Meta promises none.</summary>
    public ErrorStatus ErrorStatus { get; init; } = ErrorStatus.AsDocumented;

    /// <summary>The version the apps are set to, which shapes their webhooks: below v24.0 statuses carry `conversation`.</summary>
    public string WebhookVersion { get; init; } = "v25.0";

    /// <summary>Webhook bodies carry characters beyond ASCII as they are. Signature checkers that escape first then disagree.</summary>
    public bool RawUtf8 { get; init; }

    /// <summary>Webhook bodies escape / @ &lt; % as PHP can.</summary>
    public bool PhpEscapes { get; init; }

    /// <summary>How many updates one POST may carry (Meta: up to 1000), and how long to wait for more.</summary>
    public int UpdatesPerDelivery { get; init; } = 1;

    /// <inheritdoc cref="UpdatesPerDelivery"/>
    public TimeSpan BatchFor { get; init; } = TimeSpan.Zero;

    /// <summary>How many POSTs may be under way at once.</summary>
    public int ParallelDeliveries { get; init; } = 8;

    /// <summary>A webhook answered later than this counts as failed.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The waits before each further attempt, on the simulator's clock; then the webhook is dropped.</summary>
    public IReadOnlyList<TimeSpan> RetryAfter { get; init; } =
    [
        TimeSpan.Zero,
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(8),
        TimeSpan.FromHours(24),
    ];
}

/// <summary>Meta refuses by an error answer or by a `failed` status after a 200; documented as "either or both".</summary>
public enum WindowRefusal
{
    FailedStatus,
    ErrorAnswer,
}

/// <summary>See <see cref="SimulatedBehaviour.UnknownRecipient"/>.</summary>
public enum UnknownRecipient
{
    GetsAPhone,
    FailsAsUndeliverable,
}

/// <summary>See <see cref="SimulatedBehaviour.ErrorStatus"/>.</summary>
public enum ErrorStatus
{
    AsDocumented,
    TooManyRequestsWhenThrottled,
    AlwaysBadRequest,
}
