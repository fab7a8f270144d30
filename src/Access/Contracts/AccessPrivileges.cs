using Trunkline.Platform.Http;

namespace Trunkline.Access.Contracts;

/// <summary>The privileges that belong to this module, by the names that role editors show.</summary>
public static class AccessPrivileges
{
    public static readonly Privilege Administrators = new("Administrators");

    public static readonly Privilege ApiUsers = new("API Users");

    public static readonly Privilege Reports = new("Reports");

    public static readonly Privilege RolesAndPrivileges = new("Roles and Privileges");
}
