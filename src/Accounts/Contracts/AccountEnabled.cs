namespace Trunkline.Accounts.Contracts;

/// <summary>
/// A durable job, committed with a change of the account itself: it joined, was reactivated or moved, and may use or receive now what it
/// could not before. Handlers decide by what holds when they run.
/// </summary>
public sealed record AccountEnabled(AccountId Account);
