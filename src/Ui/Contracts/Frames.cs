using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Trunkline.Ui.Contracts;

/// <summary>Says what the portal shell shows around a page: who is signed in, where they are, where they may go.</summary>
public interface IPortalFrame
{
    /// <summary>The frame for this request, or null when nobody is signed in; the page then appears on a plain card.</summary>
    ValueTask<PortalFrame?> FrameAsync(HttpContext context);
}

/// <summary>What surrounds every portal page. The last entry of <paramref name="OrganizationPath"/> is where the administrator is.</summary>
public sealed record PortalFrame(
    string Product,
    FramePerson Person,
    IReadOnlyList<NavigationEntry> Navigation,
    IReadOnlyList<PathEntry> OrganizationPath,
    IReadOnlyList<SwitcherEntry> Switcher,
    string SignOutAction
);

/// <summary>Says what the app shell shows around a page, and where its live stream is.</summary>
public interface IAppFrame
{
    /// <summary>The frame for this request, or null when nobody is signed in; the page then appears on a plain card.</summary>
    ValueTask<AppFrame?> FrameAsync(HttpContext context);
}

/// <summary>What surrounds every app page.</summary>
public sealed record AppFrame(
    string Product,
    FramePerson Person,
    IReadOnlyList<NavigationEntry> Navigation,
    LiveStream? Live,
    string SignOutAction
)
{
    /// <summary>What lies over every page until the person dismisses it.</summary>
    public RenderFragment? Popups { get; init; }
}

/// <summary>The person at the screen and the role under which they act; by the key the browser keeps what is theirs on a shared device.</summary>
public sealed record FramePerson(string Name, string Role, string? Key = null);

/// <summary>The address of a person's live stream and the number of the last event that the page already shows.</summary>
public sealed record LiveStream(string Href, long After);

/// <summary>
/// One entry of a menu. <paramref name="Icon"/> is a name from Browser/icons.json; <paramref name="CountId"/> is the element that a
/// live event replaces when the count changes (an empty count shows nothing).
/// </summary>
public sealed record NavigationEntry(
    string Label,
    string Href,
    string Icon,
    bool Current = false,
    string? Count = null,
    IReadOnlyList<NavigationEntry>? Children = null,
    string? CountId = null
);

/// <summary>One step of a path; without an address it is plain text.</summary>
public sealed record PathEntry(string Name, string? Href = null);

/// <summary>One organization in the switcher, in tree order; the root has depth 0.</summary>
public sealed record SwitcherEntry(string Name, string Href, int Depth, bool Current = false);
