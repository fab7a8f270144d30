using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Ui.Contracts;

namespace Trunkline.Organizations.Settings;

/// The one place that says whether a feature can be used, and why: portal, app, API and the message engine all read this.
internal sealed class FeatureDecisions(
    CurrentTree current,
    FeatureSettings settings,
    FeatureCatalog catalog,
    FeatureReach people,
    IEnumerable<IFeatureGate> gates
) : IFeatureDecisions
{
    public async Task<FeatureView> NowAsync(CancellationToken cancellation)
    {
        var now = await current.NowAsync(cancellation);
        return new FeatureView(now.Version, now.Tree);
    }

    public Task<FeatureTrace> TraceAsync(
        FeatureKey feature,
        FeatureNode node,
        IReadOnlySet<OrganizationId>? visible,
        CancellationToken cancellation
    ) => TraceAsync(feature, node, visible, named: true, cancellation);

    public async Task<FeatureTrace> TraceOwnAsync(
        FeatureKey feature,
        ActorId account,
        OrganizationId home,
        CancellationToken cancellation
    )
    {
        var visible = new HashSet<OrganizationId> { home };
        var trace = await TraceAsync(feature, new FeatureNode(home, account), visible, named: false, cancellation);
        return trace with
        {
            Gates = [.. trace.Gates.Select(gate => gate with { ActionLabel = null, ActionHref = null })],
        };
    }

    private async Task<FeatureTrace> TraceAsync(
        FeatureKey feature,
        FeatureNode node,
        IReadOnlySet<OrganizationId>? visible,
        bool named,
        CancellationToken cancellation
    )
    {
        var found = catalog.Find(feature);
        var now = await current.NowAsync(cancellation);
        if (!found.Succeeded || !now.Tree.Organizations.Contains(node.Organization))
        {
            return new FeatureTrace(
                false,
                [new TraceGate(GateOutcome.Failed, "Unknown", "There is no such feature or organization.")]
            );
        }
        var setting = await settings.ReadAsync(found.Value, now.Tree, node, visible, cancellation);
        var checks = new List<(GatePlace Place, GateCheck Check, bool Decides)>();
        checks.Add(
            (GatePlace.Organization, AtOrganization(setting, named), setting.Own == OwnValue.Inherit || !node.IsAccount)
        );
        if (node.Account is { } account)
        {
            var leaf = (await people.FindAsync([node], cancellation)).GetValueOrDefault(account);
            checks.Add((GatePlace.AccountValue, AtAccount(setting, account, leaf?.Name ?? "this person", named), true));
        }
        foreach (var gate in gates)
        {
            if (await gate.CheckAsync(feature, node, cancellation) is { } check)
            {
                checks.Add((gate.Place, check, true));
            }
        }
        return Judge(checks.OrderBy(one => one.Place));
    }

    /// The first gate that fails decides; what comes after it is not asked any more.
    private static FeatureTrace Judge(IEnumerable<(GatePlace Place, GateCheck Check, bool Decides)> checks)
    {
        var open = true;
        var trace = new List<TraceGate>();
        foreach (var (_, check, decides) in checks)
        {
            var outcome =
                !open || (!decides && !check.Passed) ? GateOutcome.NotChecked
                : check.Passed ? GateOutcome.Passed
                : GateOutcome.Failed;
            var detail = open ? check.Detail : null;
            trace.Add(new TraceGate(outcome, check.Title, detail, check.ActionLabel, check.ActionHref));
            open &= outcome != GateOutcome.Failed;
        }
        return new FeatureTrace(open, trace);
    }

    private static GateCheck AtOrganization(FeatureSetting setting, bool named)
    {
        var steps = setting.Explanation.Steps.Where(step => !step.Node.IsAccount).ToList();
        var (home, source) = (steps[^1], steps.LastOrDefault(step => step.Own != OwnValue.Inherit));
        var title = $"Organization: {home.Name}";
        var overruled =
            setting.Explanation.Node.IsAccount && setting.Own != OwnValue.Inherit && !home.On
                ? " The account's own value decides instead."
                : "";
        if (source is null)
        {
            return new GateCheck(
                home.On,
                title,
                LastChange(setting, steps, named) + overruled,
                "Change here",
                Addresses.Feature(home.Node.Organization, setting.Feature.Key)
            );
        }
        var place = source.Node.Organization;
        var value = home.On ? "On" : "Off";
        if (!setting.Sees(place))
        {
            return new GateCheck(home.On, title, $"{value}, set above your organization.{overruled}");
        }
        var written = setting.Written.GetValueOrDefault(place.Value);
        var by = SetBy(written, named);
        var from = source == home ? "its own value" : $"from {source.Name}";
        return new GateCheck(
            home.On,
            title,
            $"{value}: {from}{by}.{overruled}",
            "Change here",
            Addresses.Feature(place, setting.Feature.Key)
        );
    }

    private static string LastChange(FeatureSetting setting, IReadOnlyList<FeatureStep> steps, bool named)
    {
        if (setting.WrittenLast is not { } last)
        {
            return "Off by default: nobody turned it on here or above.";
        }
        const string Off = "Off: it is on neither here nor above. Last changed";
        if (!setting.Sees(last.OrganizationId))
        {
            return $"{Off} above your organization.";
        }
        var place = steps.First(step => step.Node.Organization == last.OrganizationId).Name;
        return named
            ? $"{Off} at {place} by {last.SetByName} on {last.SetAt:d MMM yyyy}."
            : $"{Off} at {place} on {last.SetAt:d MMM yyyy}.";
    }

    private static GateCheck AtAccount(FeatureSetting setting, ActorId account, string name, bool named)
    {
        var home = setting.Explanation.Node.Organization;
        var written = setting.Written.GetValueOrDefault(account.Value);
        var by = SetBy(written, named);
        var detail = setting.Own switch
        {
            OwnValue.On => $"On for this person{by}.",
            OwnValue.Off => $"Off for this person{by}.",
            _ => "Follows the organization.",
        };
        return new GateCheck(
            setting.Own != OwnValue.Off,
            $"Own value of {name}",
            detail,
            "Edit account",
            Addresses.EditAccount(home, account)
        );
    }

    private static string SetBy(StoredValue? written, bool named) =>
        written is null ? ""
        : named ? $", set by {written.SetByName} on {written.SetAt:d MMM yyyy}"
        : $", set on {written.SetAt:d MMM yyyy}";
}
