namespace Trunkline.Accounts.Contracts;

/// <summary>The business numbers of accounts, for lists and searches; implemented by a channel.</summary>
public interface IAccountNumbers
{
    /// <summary>The numbers that accounts send from, as people read them; accounts without one are left out.</summary>
    Task<IReadOnlyDictionary<AccountId, string>> OfAsync(
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    );

    /// <summary>The accounts whose own number contains these digits, at most so many.</summary>
    Task<IReadOnlyList<AccountId>> SearchAsync(string digits, int atMost, CancellationToken cancellation);
}
