namespace Trunkline.Conversations.Contracts;

/// <summary>Counts of what customers sent and nobody was shown. Texts are not among it.</summary>
public interface IHeldMessages
{
    /// <summary>By number, newest first; numbers that hold nothing are left out.</summary>
    Task<IReadOnlyList<HeldCount>> CountAsync(DateTimeOffset since, CancellationToken cancellation);
}

/// <summary>What one number holds: first messages that were restricted, and messages that wait for somebody able to receive them.</summary>
public sealed record HeldCount(
    BusinessNumberId Number,
    int Restricted,
    int RestrictedCustomers,
    int Waiting,
    int WaitingCustomers,
    DateTimeOffset Newest
);
