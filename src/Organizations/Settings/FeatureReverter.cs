using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Shape;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Takes back what a change wrote: stored values of organizations and accounts, and for a move the place as well.
internal sealed class FeatureReverter(
    TrunklineDb db,
    CurrentTree current,
    FeatureReach reach,
    IChangeRecord record,
    IChangeHistory history,
    ICaller caller
) : IChangeReverter
{
    public const string Moved = "organization.moved";
    private const string SwitchesSaved = "account.switches-saved";

    public bool Reverts(string kind) =>
        kind.StartsWith("feature.", StringComparison.Ordinal) || kind is SwitchesSaved or Moved;

    public async Task<Result<ChangeId>> RevertAsync(
        RecordedChange change,
        string? reason,
        CancellationToken cancellation
    )
    {
        Privilege[] needed = change.Kind switch
        {
            Moved => [OrganizationPrivileges.Profile],
            SwitchesSaved => [OrganizationPrivileges.Setup, .. reach.NeededForAccounts],
            _ => [OrganizationPrivileges.Setup],
        };
        foreach (var privilege in needed)
        {
            var access = await caller.AccessOrganizationAsync(change.Organization, privilege, cancellation);
            if (access.Refusal is { } refusal)
            {
                return refusal;
            }
            if (change.Kind == Moved && await RefusalToMoveBackAsync(access.Value, change, cancellation) is { } unable)
            {
                return unable;
            }
        }
        return await db.WriteAsync(() => RevertAsync(caller.Actor!, change, reason, cancellation), cancellation);
    }

    // The way back asks for what the way there asked for.
    private async Task<Refusal?> RefusalToMoveBackAsync(
        OrganizationScope moved,
        RecordedChange change,
        CancellationToken cancellation
    )
    {
        var target = await caller.AccessOrganizationAsync(
            ParentIn(change.Before),
            OrganizationPrivileges.Profile,
            cancellation
        );
        return target.Refusal ?? TreeRules.RefusalToRaise(moved, target.Value);
    }

    private async Task<Result<ChangeId>> RevertAsync(
        Actor actor,
        RecordedChange change,
        string? reason,
        CancellationToken cancellation
    )
    {
        var now = await current.LockAsync(cancellation);
        if ((await history.FindAsync(change.Id, cancellation))?.RevertedBy is { } already)
        {
            return new AlreadyReverted(already);
        }
        var edits = (
            await db
                .FeatureEdits.AsNoTracking()
                .Where(edit => edit.ChangeId == change.Id)
                .OrderBy(edit => edit.Ordinal)
                .ToListAsync(cancellation)
        ).ConvertAll(edit => edit.ToEdit());
        var place = change.Kind == Moved ? await MoveBackAsync(change, now, cancellation) : now.Tree;
        if (!place.Succeeded)
        {
            return place.Refusal!;
        }
        // Accounts where they live now: what is stored for them elsewhere no switch there would reach.
        var homes = await reach.FindAsync(edits.Select(edit => edit.Node).Where(node => node.IsAccount), cancellation);
        var undo = new FeatureUndo(
            edits,
            change.Organization,
            place.Value,
            homes.ToDictionary(one => one.Key, one => one.Value.Organization)
        );
        if (undo.Restored() is not { } restored)
        {
            var places = undo.Superseded.Select(edit => edit.Node).Distinct().ToList();
            return new DecidedSince([.. places.Select(node => NameOf(node, now.Tree)).Distinct()]);
        }
        var at = new FeatureNode(change.Organization);
        var id = await RecordAsync(actor, change, reason, now.Tree, restored, at, cancellation);
        await current.StoreAsync(now, restored, actor, id, at, announced: true, cancellation);
        return id;
    }

    private async Task<Result<FeatureTree>> MoveBackAsync(
        RecordedChange change,
        Snapshot now,
        CancellationToken cancellation
    )
    {
        var (from, to) = (ParentIn(change.After), ParentIn(change.Before));
        var row = await db.Organizations.SingleOrDefaultAsync(one => one.Id == change.Organization, cancellation);
        var tree = now.Tree.Organizations;
        if (row is null || row.ParentId != from)
        {
            return new DecidedSince([change.OrganizationName]);
        }
        if (tree.RefusalToMove(change.Organization, to) is { } refusal)
        {
            return refusal;
        }
        row.Move(to, now.Version + 1);
        return now.Tree.Moved(change.Organization, to);
    }

    private async Task<ChangeId> RecordAsync(
        Actor actor,
        RecordedChange change,
        string? reason,
        FeatureTree before,
        FeatureTree after,
        FeatureNode at,
        CancellationToken cancellation
    )
    {
        var affected = new Dictionary<string, int>();
        foreach (var feature in before.Features.Union(after.Features))
        {
            var effect = FeaturePreview.Between(before[feature], after[feature]);
            foreach (var (what, count) in effect.Counts(await reach.OfAsync(effect, cancellation)))
            {
                affected[what] = affected.GetValueOrDefault(what) + count;
            }
        }
        var kind = change.Kind == Moved ? Moved : "feature.reverted";
        return record.Record(
            actor,
            new NewChange(
                kind,
                at.Organization,
                change.OrganizationName,
                change.Subject,
                Parsed(change.After),
                Parsed(change.Before)
            )
            {
                Reason = reason,
                Affected = affected,
                Reverts = change.Id,
            }
        );
    }

    private static OrganizationId ParentIn(string? place) =>
        new(Json.Read<JsonElement>(place ?? "{}").GetProperty("parent").GetProperty("id").GetGuid());

    private static JsonElement? Parsed(string? json) => json is null ? null : Json.Read<JsonElement>(json);

    private static string NameOf(FeatureNode node, FeatureTree tree) =>
        !tree.Organizations.Contains(node.Organization) ? "an organization that is gone"
        : node.IsAccount ? $"an account in {tree.Organizations.NameOf(node.Organization)}"
        : tree.Organizations.NameOf(node.Organization);
}
