using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Access.SignIn;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;
using Trunkline.Ui.Contracts;

namespace Trunkline.Access.Portal;

/// What surrounds a portal page: where the administrator is, where else he may go, and the menu of what he may do there.
internal sealed class PortalFrames(Caller caller, IOrganizations organizations, IEnumerable<PortalEntry> entries)
    : IPortalFrame
{
    private const string Product = "Trunkline";
    private const int MostInSwitcher = 500;

    public async ValueTask<PortalFrame?> FrameAsync(HttpContext context)
    {
        if (caller.Actor is not { Kind: ActorKind.Administrator } actor)
            return null;
        var map = await organizations.NowAsync(context.RequestAborted);
        var visible = await caller.ReachAsync(null, context.RequestAborted);
        var here = Current(context, visible) ?? Topmost(map, visible);
        var person = new FramePerson(actor.Name, actor.Role);
        if (here is not { } organization)
            return new(Product, person, [], [], [], SignOutOfPortal.Address);
        var may = await caller.PrivilegesAsync(organization, context.RequestAborted);
        var section = Section(context);
        return new(
            Product,
            person,
            Menu(organization, may, map.IsTopmost(organization), context.Request.Path),
            [
                .. map.Path(organization)
                    .Where(one => visible.Contains(one.Id))
                    .Select(one => new PathEntry(one.Name, Address(one.Id, section))),
            ],
            Switcher(map, visible, organization, section),
            SignOutOfPortal.Address
        );
    }

    /// Where the caller begins: the topmost organization that he sees; of several the first.
    public static OrganizationId? Topmost(OrganizationMap map, IReadOnlySet<OrganizationId> visible) =>
        map
            .All.Where(one => visible.Contains(one.Id))
            .OrderBy(one => one.Depth)
            .Select(one => (OrganizationId?)one.Id)
            .FirstOrDefault();

    /// The first page of an organization: the organizations themselves where there is such a page, or what the menu begins with.
    public string Start(OrganizationId organization, IReadOnlySet<Privilege> may)
    {
        var open = Open(may).Where(entry => entry.Under is null).ToList();
        var entry = open.FirstOrDefault(one => one.Path == "organizations") ?? open.FirstOrDefault();
        return Address(organization, entry?.Path ?? "organizations");
    }

    private IEnumerable<PortalEntry> Open(IReadOnlySet<Privilege> may) =>
        entries.Where(entry => entry.AnyOf.Count == 0 || entry.AnyOf.Any(may.Contains)).OrderBy(entry => entry.Order);

    private List<NavigationEntry> Menu(
        OrganizationId organization,
        IReadOnlySet<Privilege> may,
        bool topmost,
        PathString path
    )
    {
        var open = Open(may).Where(entry => topmost || !entry.OnlyAtTop).ToList();
        // An entry whose parent is closed to him stands by itself.
        return [.. open.Where(entry => open.All(parent => parent.Label != entry.Under)).Select(Shown)];

        NavigationEntry Shown(PortalEntry entry)
        {
            var href = Address(organization, entry.Path);
            var children = open.Where(child => child.Under == entry.Label).Select(Shown).ToList();
            var current = path.StartsWithSegments(href) && !children.Any(child => path.StartsWithSegments(child.Href));
            return new(
                entry.Label,
                href,
                entry.Icon.Length > 0 ? entry.Icon : "list",
                current,
                Children: children.Count > 0 ? children : null
            );
        }
    }

    private static List<SwitcherEntry> Switcher(
        OrganizationMap map,
        IReadOnlySet<OrganizationId> visible,
        OrganizationId here,
        string section
    )
    {
        var shown = map.All.Where(one => visible.Contains(one.Id)).ToList();
        // A menu of thousands helps nobody: then only what is above, beside and just below.
        if (shown.Count > MostInSwitcher)
        {
            var path = map.Path(here).Select(one => one.Id).ToHashSet();
            shown =
            [
                .. shown
                    .Where(one => path.Contains(one.Id) || (one.Parent is { } parent && path.Contains(parent)))
                    .Take(MostInSwitcher),
            ];
        }
        var least = shown.Count == 0 ? 0 : shown.Min(one => one.Depth);
        return
        [
            .. shown.Select(one => new SwitcherEntry(
                one.Name,
                Address(one.Id, section),
                one.Depth - least,
                one.Id == here
            )),
        ];
    }

    private static OrganizationId? Current(HttpContext context, IReadOnlySet<OrganizationId> visible) =>
        Id.TryParse<OrganizationId>(context.GetRouteValue("organization") as string, out var organization)
        && visible.Contains(organization)
            ? organization
            : null;

    // Another organization keeps the section, but not what was open in it: an account of one is not found in another.
    private string Section(HttpContext context)
    {
        var segments = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var rest = segments is ["portal", "o", _, .. var inside]
            ? string.Join('/', inside.TakeWhile(segment => !Guid.TryParse(segment, out _)))
            : "";
        return entries
                .Where(entry => rest == entry.Path || rest.StartsWith(entry.Path + "/", StringComparison.Ordinal))
                .OrderByDescending(entry => entry.Path.Length)
                .FirstOrDefault()
                ?.Path
            ?? "organizations";
    }

    private static string Address(OrganizationId organization, string path) => $"/portal/o/{organization}/{path}";
}
