namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// What is processed in order, one after the other: everything of one business number, or what concerns a business account
/// as a whole.
/// </summary>
internal readonly record struct Lane(string Name, string BusinessAccount)
{
    /// <summary>For a body in which no number and no account can be found.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The turn of a write that makes orphans or takes them in: each depends on what the other has committed.</summary>
    public const string OrphansTurn = "whatsapp orphans";

    private const string AccountPrefix = "account:";

    public static Lane OfNumber(string phoneNumberId, string businessAccount) => new(phoneNumberId, businessAccount);

    public static Lane OfAccount(string businessAccount) => new(AccountPrefix + businessAccount, businessAccount);

    /// <summary>What the process that works in this lane owns; receiving and sending of a number go together.</summary>
    public static string WorkOf(string lane) => "whatsapp " + lane;

    public static string? AccountIn(string lane) =>
        lane.StartsWith(AccountPrefix, StringComparison.Ordinal) ? lane[AccountPrefix.Length..] : null;
}
