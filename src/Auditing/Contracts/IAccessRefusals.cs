using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Contracts;

/// <summary>Keeps who tried what without the privilege for it.</summary>
public interface IAccessRefusals
{
    /// <summary>Written at once, in a transaction of its own: the refused use case changes nothing that it could be committed with.</summary>
    Task RecordAsync(Actor actor, OrganizationId organization, Privilege needed, CancellationToken cancellation);
}
