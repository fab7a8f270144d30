using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>
/// A durable job, committed with the move: whatever hangs on where an organization is, beyond the values of features
/// (<see cref="FeatureChanged"/>), is to be looked at again.
/// </summary>
public sealed record OrganizationMoved(OrganizationId Organization);
