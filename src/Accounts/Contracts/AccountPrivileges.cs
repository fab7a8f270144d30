using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Contracts;

/// <summary>The privileges that this module asks for, by the names that role editors show.</summary>
public static class AccountPrivileges
{
    /// <summary>See, invite, edit, suspend and delete accounts. The switches in them need Setup as well.</summary>
    public static readonly Privilege Accounts = new("Accounts");

    /// <summary>The same for many accounts at once.</summary>
    public static readonly Privilege BulkOperations = new("Accounts Bulk Operations");
}
