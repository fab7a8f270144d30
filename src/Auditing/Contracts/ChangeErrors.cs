using Trunkline.Platform;

namespace Trunkline.Auditing.Contracts;

/// <summary>It was taken back before; taking it back twice would do it again.</summary>
public sealed record AlreadyReverted(ChangeId By)
    : Refusal("already_reverted", RefusalKind.Conflict, "This change was taken back already.")
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["revertedBy"] = By };
}

/// <summary>There is nothing that could be put back.</summary>
public sealed record NotRevertible(string ChangeKind)
    : Refusal("not_revertible", RefusalKind.Invalid, $"A change of the kind {ChangeKind} cannot be taken back.");
