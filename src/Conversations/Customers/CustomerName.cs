namespace Trunkline.Conversations.Customers;

/// <summary>The one rule for what a customer is called: saved name, then profile, then user name, then number.</summary>
internal static class CustomerName
{
    public const string PhoneHidden = "Phone hidden by customer";

    public static string Of(string? saved, string? profile, string? username, string? phone) =>
        saved
        ?? profile
        ?? (username is null ? null : "@" + username)
        ?? (phone is null ? null : PhoneText.Of(phone))
        ?? "Customer without a name";

    /// <summary>What a message may call the customer: a name that the customer gave, never a number.</summary>
    public static string Greeting(string? saved, string? profile) =>
        (saved ?? profile)?.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "there";
}
