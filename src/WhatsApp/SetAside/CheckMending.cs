using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.SetAside;

/// <summary>
/// Whether a body can be mended, and by whom. A mended one can say of any customer that he has another number, and customers are the
/// whole enterprise's: so it takes Setup at the topmost organization, where replaying what WhatsApp sent takes it at the number's.
/// </summary>
internal sealed class CheckMending(IOrganizations organizations, ICaller caller)
{
    /// <summary>Null: the caller may.</summary>
    public async Task<Refusal?> RunAsync(InboxRow row, CancellationToken cancellation)
    {
        if (row.Count > 1)
            return new DamagedTogether(row.Count);
        return await IsAtTheTopAsync(cancellation) ? null : new MendsOnlyAtTheTop();
    }

    /// <summary>Whether the caller holds Setup at the topmost organization.</summary>
    public async Task<bool> IsAtTheTopAsync(CancellationToken cancellation)
    {
        var map = await organizations.NowAsync(cancellation);
        var top = map.All.Single(one => one.Parent is null);
        // Only looked at: the page asks too, and whoever opens it has attempted nothing.
        var reach = await caller.ReachAsync(OrganizationPrivileges.Setup, cancellation);
        return reach.Contains(top.Id);
    }
}
