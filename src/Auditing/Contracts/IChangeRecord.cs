using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Contracts;

/// <summary>Writes changes into the record, in the caller's own transaction: what was not committed was not recorded.</summary>
public interface IChangeRecord
{
    ChangeId Record(Actor actor, NewChange change);

    /// <summary>
    /// An organization is deleted. What was recorded in it stays as it is, and is shown from now on to those who may look into
    /// <paramref name="heir"/>, the one above it.
    /// </summary>
    Task PassOnAsync(OrganizationId gone, OrganizationId heir, CancellationToken cancellation);
}

/// <summary>Reads the record within the present enterprise.</summary>
public interface IChangeHistory
{
    /// <summary>Newest first.</summary>
    Task<ChangePage> ListAsync(ChangeFilter filter, string? cursor, int take, CancellationToken cancellation);

    Task<RecordedChange?> FindAsync(ChangeId change, CancellationToken cancellation);

    /// <summary>The changes of these ids that there are, newest first.</summary>
    Task<IReadOnlyList<RecordedChange>> FindAsync(
        IReadOnlyCollection<ChangeId> changes,
        CancellationToken cancellation
    );
}

/// <summary>Which changes to list. Only changes in <paramref name="Organizations"/> are seen.</summary>
public sealed record ChangeFilter(IReadOnlySet<OrganizationId> Organizations)
{
    /// <summary>A whole kind, or its beginning followed by a dot: <c>feature.</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The beginning of the kinds to leave out, such as <c>session.</c>.</summary>
    public string? Without { get; init; }

    public ActorId? Actor { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }
}

/// <summary>One page of changes; <paramref name="Next"/> is the cursor of the following page, if there is one.</summary>
public sealed record ChangePage(IReadOnlyList<RecordedChange> Changes, string? Next);

/// <summary>Takes changes of certain kinds back. It checks that the caller may, and that nothing was decided since.</summary>
public interface IChangeReverter
{
    bool Reverts(string kind);

    /// <summary>Records a new change that names the reverted one; history is never rewritten.</summary>
    Task<Result<ChangeId>> RevertAsync(RecordedChange change, string? reason, CancellationToken cancellation);
}
