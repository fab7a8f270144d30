using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Http;

namespace Trunkline.Ui.Contracts;

/// <summary>
/// An entry of the portal's menu, registered by the module whose page it opens. <paramref name="Path"/> follows
/// <c>/portal/o/{organization}/</c>. Shown where the administrator holds one of the privileges in
/// <paramref name="AnyOf"/>, or everywhere when it is empty. <paramref name="Under"/> is the label of the entry below which it stands; <paramref name="OnlyAtTop"/>
/// is for what concerns the enterprise as a whole.
/// </summary>
public sealed record PortalEntry(
    string Label,
    string Path,
    string Icon,
    int Order,
    IReadOnlyList<Privilege> AnyOf,
    string? Under = null,
    bool OnlyAtTop = false
);

public static class PortalEntryRegistration
{
    /// <summary>Orders in use: Accounts 10, Administrators 20, Organizations 30, Reports 40, Setup 50, Audit 60.</summary>
    public static void AddPortalEntry(
        this IServiceCollection services,
        string label,
        string path,
        string icon,
        int order,
        params Privilege[] anyOf
    ) => services.AddSingleton(new PortalEntry(label, path, icon, order, anyOf));

    /// <summary>An entry at the topmost organization alone, below another one.</summary>
    public static void AddPortalEntryAtTop(
        this IServiceCollection services,
        string under,
        string label,
        string path,
        int order,
        params Privilege[] anyOf
    ) => services.AddSingleton(new PortalEntry(label, path, "", order, anyOf, under, OnlyAtTop: true));

    /// <summary>An entry below another one.</summary>
    public static void AddPortalEntryUnder(
        this IServiceCollection services,
        string under,
        string label,
        string path,
        int order,
        params Privilege[] anyOf
    ) => services.AddSingleton(new PortalEntry(label, path, "", order, anyOf, under));
}
