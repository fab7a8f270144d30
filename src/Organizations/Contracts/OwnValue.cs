namespace Trunkline.Organizations.Contracts;

/// <summary>What an organization or an account stores for a feature. <see cref="Inherit"/> follows what is above it.</summary>
public enum OwnValue : byte
{
    Inherit,
    On,
    Off,
}
