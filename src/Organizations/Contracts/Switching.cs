namespace Trunkline.Organizations.Contracts;

/// <summary>What one can do to a feature at an organization or an account.</summary>
public enum Switching
{
    /// <summary>On here and below, except where somebody keeps it off.</summary>
    Enable,

    /// <summary>Off here and below; every own On below is cleared, every own Off stays.</summary>
    Disable,

    /// <summary>Follow what is above.</summary>
    UseInherited,

    /// <summary>Off, whatever happens above.</summary>
    PinOff,

    /// <summary>Every organization below that is off on its own follows again.</summary>
    IncludeBelow,
}
