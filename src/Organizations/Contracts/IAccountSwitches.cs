using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Contracts;

/// <summary>Own values of accounts, for the module whose accounts they are. Every call belongs inside that module's own write.</summary>
public interface IAccountSwitches
{
    /// <summary>
    /// Switches several features of one account in one step and queues what follows for people. Returns the edits, empty when nothing changed; the caller checks
    /// the privilege and records one change under <paramref name="change"/> if there are any, which can then be reverted.
    /// </summary>
    Task<IReadOnlyList<ValueEdit>> SetAsync(
        Actor actor,
        ChangeId change,
        ActorId account,
        OrganizationId home,
        IReadOnlyDictionary<FeatureKey, Switching> wanted,
        CancellationToken cancellation
    );

    /// <summary>Holds off every other change of features until the write ends: before a version is compared with what a form was made from.</summary>
    Task LockAsync(CancellationToken cancellation);

    /// <summary>A number that grows whenever one of these own values, or anything above it, changes: what a form was made from.</summary>
    Task<long> VersionAsync(
        ActorId account,
        OrganizationId home,
        IReadOnlyCollection<FeatureKey> features,
        CancellationToken cancellation
    );

    /// <summary>The account's own values go with it to another organization.</summary>
    Task<IReadOnlyList<ValueEdit>> MoveAsync(
        Actor actor,
        ChangeId change,
        ActorId account,
        OrganizationId from,
        OrganizationId to,
        CancellationToken cancellation
    );

    /// <summary>The account is gone, and what it stored with it.</summary>
    Task RemoveAsync(
        Actor actor,
        ChangeId change,
        ActorId account,
        OrganizationId home,
        CancellationToken cancellation
    );
}
