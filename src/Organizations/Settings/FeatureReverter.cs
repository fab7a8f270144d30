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
    RecordRevert reverts,
    IChangeHistory history,
    ICaller caller
) : IChangeReverter
{
    public const string Moved = "organization.moved";
    internal const string SwitchesSaved = "account.switches-saved";

    public bool Reverts(string kind) =>
        kind.StartsWith("feature.", StringComparison.Ordinal) || kind is SwitchesSaved or Moved;

    public Task<Result<ChangeId>> RevertAsync(RecordedChange change, string? reason, CancellationToken cancellation) =>
        RevertAsync(change, reason, confirmed: null, cancellation);

    /// <param name="confirmed">Refuses what was not confirmed, given what will happen.</param>
    public async Task<Result<ChangeId>> RevertAsync(
        RecordedChange change,
        string? reason,
        Func<IReadOnlyList<UndoEffect>, Refusal?>? confirmed,
        CancellationToken cancellation
    ) =>
        await RefusalAsync(change, cancellation) is { } refusal
            ? refusal
            : await db.WriteAsync(() => WriteAsync(change, reason, confirmed, cancellation), cancellation);

    /// What taking the change back would do now.
    public async Task<Result<IReadOnlyList<UndoEffect>>> PreviewAsync(
        RecordedChange change,
        CancellationToken cancellation
    )
    {
        if (await RefusalAsync(change, cancellation) is { } refusal)
        {
            return refusal;
        }
        var now = await current.NowAsync(cancellation);
        var restored = await RestoredAsync(change, now.Tree, cancellation);
        return restored.Succeeded
            ? Result<IReadOnlyList<UndoEffect>>.Of(await EffectsAsync(now.Tree, restored.Value, cancellation))
            : restored.Refusal!;
    }

    /// Whether the caller holds what taking the change back needs; nothing is attempted by asking.
    public async Task<bool> MayRevertAsync(RecordedChange change, CancellationToken cancellation)
    {
        foreach (var (organization, privilege) in Needed(change))
        {
            if (!(await caller.ReachAsync(privilege, cancellation)).Contains(organization))
            {
                return false;
            }
        }
        return true;
    }

    /// What taking back a change asks of whoever does it, and where.
    public static IReadOnlyList<(OrganizationId Organization, Privilege Privilege)> Needed(RecordedChange change) =>
        change.Kind switch
        {
            Moved =>
            [
                (change.Organization, OrganizationPrivileges.Profile),
                (ParentIn(change.Before), OrganizationPrivileges.Profile),
            ],
            SwitchesSaved =>
            [
                (change.Organization, OrganizationPrivileges.Setup),
                (change.Organization, Addresses.AccountsPrivilege),
            ],
            _ => [(change.Organization, OrganizationPrivileges.Setup)],
        };

    private async Task<Refusal?> RefusalAsync(RecordedChange change, CancellationToken cancellation)
    {
        var places = new List<OrganizationScope>();
        foreach (var (organization, privilege) in Needed(change))
        {
            var access = await caller.AccessOrganizationAsync(organization, privilege, cancellation);
            if (access.Refusal is { } refusal)
            {
                return refusal;
            }
            places.Add(access.Value);
        }
        // The way back asks for what the way there asked for.
        return change.Kind == Moved ? RaisesOwnPrivileges.By(places[0].Name, places[0], places[1]) : null;
    }

    private async Task<Result<ChangeId>> WriteAsync(
        RecordedChange change,
        string? reason,
        Func<IReadOnlyList<UndoEffect>, Refusal?>? confirmed,
        CancellationToken cancellation
    )
    {
        var now = await current.LockAsync(cancellation);
        if ((await history.FindAsync(change.Id, cancellation))?.RevertedBy is { } already)
        {
            return new AlreadyReverted(already);
        }
        var restored = await RestoredAsync(change, now.Tree, cancellation);
        if (!restored.Succeeded)
        {
            return restored.Refusal!;
        }
        var effects = await EffectsAsync(now.Tree, restored.Value, cancellation);
        if (confirmed?.Invoke(effects) is { } unconfirmed)
        {
            return unconfirmed;
        }
        if (change.Kind == Moved)
        {
            var row = await db.Organizations.SingleAsync(one => one.Id == change.Organization, cancellation);
            record.Record(
                caller.Actor!,
                MoveOrganization.Left(row.Name, row.ParentId!.Value, now.Tree.Organizations, reason)
            );
            row.Move(ParentIn(change.Before), now.NextVersion);
            db.Later(new OrganizationMoved(change.Organization));
        }
        var (actor, at) = (caller.Actor!, new FeatureNode(change.Organization));
        var id = await reverts.RecordAsync(actor, change, now.Tree, restored.Value, effects, reason, cancellation);
        await current.StoreAsync(now, restored.Value, actor, id, at, announced: true, cancellation);
        return id;
    }

    private async Task<Result<FeatureTree>> RestoredAsync(
        RecordedChange change,
        FeatureTree now,
        CancellationToken cancellation
    )
    {
        var place = change.Kind == Moved ? MovedBack(change, now) : now;
        if (!place.Succeeded)
        {
            return place.Refusal!;
        }
        var edits = (
            await db
                .FeatureEdits.AsNoTracking()
                .Where(edit => edit.ChangeId == change.Id)
                .OrderBy(edit => edit.Ordinal)
                .ToListAsync(cancellation)
        ).ConvertAll(edit => edit.ToEdit());
        // Accounts where they live now: what is stored for them elsewhere no switch there would reach.
        var homes = await reach.FindAsync(edits.Select(edit => edit.Node).Where(node => node.IsAccount), cancellation);
        var undo = new FeatureUndo(
            // To what has been deleted nothing is owed.
            [.. edits.Where(edit => edit.Node.IsAccount || now.Organizations.Contains(edit.Node.Organization))],
            change.Organization,
            place.Value,
            homes.ToDictionary(one => one.Key, one => one.Value.Organization)
        );
        if (undo.Restored() is { } restored)
        {
            return restored;
        }
        var places = undo.Superseded.Select(edit => edit.Node).Distinct().ToList();
        return new DecidedSince([.. places.Select(node => NameOf(node, now)).Distinct()]);
    }

    private static Result<FeatureTree> MovedBack(RecordedChange change, FeatureTree now)
    {
        var (from, to) = (ParentIn(change.After), ParentIn(change.Before));
        var tree = now.Organizations;
        if (!tree.Contains(change.Organization) || tree[tree.Position(change.Organization)].Parent != from)
        {
            return new DecidedSince([change.OrganizationName]);
        }
        return tree.RefusalToMove(change.Organization, to) is { } refusal
            ? refusal
            : now.Moved(change.Organization, to);
    }

    private async Task<IReadOnlyList<UndoEffect>> EffectsAsync(
        FeatureTree before,
        FeatureTree after,
        CancellationToken cancellation
    )
    {
        var effects = new List<UndoEffect>();
        foreach (var feature in before.Features.Union(after.Features))
        {
            var effect = FeaturePreview.Between(before[feature], after[feature]);
            effects.Add(new UndoEffect(feature, effect, await reach.OfAsync(effect, cancellation)));
        }
        return effects;
    }

    private static OrganizationId ParentIn(string? place) =>
        new(Json.Read<JsonElement>(place ?? "{}").GetProperty("parent").GetProperty("id").GetGuid());

    private static string NameOf(FeatureNode node, FeatureTree tree) =>
        !tree.Organizations.Contains(node.Organization) ? "an organization that is gone"
        : node.IsAccount ? $"an account in {tree.Organizations.NameOf(node.Organization)}"
        : tree.Organizations.NameOf(node.Organization);
}
