namespace Trunkline.Accounts.Contracts;

/// <summary>What other modules keep for an account that somebody must take over first; while there is any, the account cannot be deleted.</summary>
public interface IAccountBelongings
{
    /// <summary>One sentence for each kind: "The number +1 305 555 0123 is assigned to it." Empty when nothing stands in the way.</summary>
    Task<IReadOnlyList<string>> OfAsync(AccountId account, CancellationToken cancellation);
}
