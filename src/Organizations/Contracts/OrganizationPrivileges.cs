using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Contracts;

/// <summary>The privileges that this module asks for, by the names that role editors show.</summary>
public static class OrganizationPrivileges
{
    /// <summary>Feature settings, at the organization of the role and below.</summary>
    public static readonly Privilege Setup = new("Setup");

    /// <summary>The organizations themselves: create, rename, move, delete.</summary>
    public static readonly Privilege Profile = new("Profile");
}
