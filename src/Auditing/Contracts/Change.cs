using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Contracts;

/// <summary>One recorded change: the unit of audit and of revert.</summary>
public readonly record struct ChangeId(Guid Value) : IId<ChangeId>
{
    public static ChangeId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out ChangeId id) => Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// <summary>What a module records in the transaction that makes the change.</summary>
/// <param name="Kind">A stable event name such as <c>feature.enabled</c>; it is part of the API and never renamed.</param>
/// <param name="Organization">Where it happened; whoever sees this organization may read the change.</param>
/// <param name="Subject">What was changed, as a person reads it: "WhatsApp Messaging in Retail Bank".</param>
/// <param name="Before">The state before, as an object that becomes JSON; null where nothing was there.</param>
public sealed record NewChange(
    string Kind,
    OrganizationId Organization,
    string OrganizationName,
    string Subject,
    object? Before,
    object? After
)
{
    /// <summary>Given where the id had to be known before the record was written.</summary>
    public ChangeId Id { get; init; } = Platform.Id.New<ChangeId>();

    public string? Reason { get; init; }

    /// <summary>How many were affected, by what they are: "organizations", "accounts".</summary>
    public IReadOnlyDictionary<string, int> Affected { get; init; } = new Dictionary<string, int>();

    /// <summary>The change that this one takes back.</summary>
    public ChangeId? Reverts { get; init; }
}

/// <summary>A change as it was recorded. <paramref name="Before"/> and <paramref name="After"/> are JSON.</summary>
public sealed record RecordedChange(
    ChangeId Id,
    string Kind,
    ActorId ActorId,
    ActorKind ActorKind,
    string ActorName,
    string ActorRole,
    OrganizationId Organization,
    string OrganizationName,
    string Subject,
    string? Reason,
    string? Before,
    string? After,
    IReadOnlyDictionary<string, int> Affected,
    string? Address,
    DateTimeOffset At,
    ChangeId? Reverts,
    ChangeId? RevertedBy
);
