using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Puts on record that a change was taken back, and what holds since.
internal sealed class RecordRevert(TrunklineDb db, IChangeRecord record)
{
    public async Task<ChangeId> RecordAsync(
        Actor actor,
        RecordedChange change,
        FeatureTree now,
        FeatureTree restored,
        IReadOnlyList<UndoEffect> effects,
        string? reason,
        CancellationToken cancellation
    )
    {
        // Whoever takes this back in turn needs what the first change needed.
        var keepsKind = change.Kind is FeatureReverter.Moved or FeatureReverter.SwitchesSaved;
        var (before, after) = keepsKind
            ? (Parsed(change.After), Parsed(change.Before))
            : await StatedAsync(change, now, restored, cancellation);
        return record.Record(
            actor,
            new NewChange(
                keepsKind ? change.Kind : "feature.reverted",
                change.Organization,
                change.OrganizationName,
                change.Subject,
                before,
                after
            )
            {
                Reason = reason,
                Affected = FeatureReach.Affected(effects.Select(one => (one.Effect, one.People))),
                Reverts = change.Id,
            }
        );
    }

    // Something above may have changed since, so the value that is set again need not mean what it meant then.
    private async Task<(object? Before, object? After)> StatedAsync(
        RecordedChange change,
        FeatureTree now,
        FeatureTree restored,
        CancellationToken cancellation
    )
    {
        var feature = await db
            .FeatureEdits.Where(edit => edit.ChangeId == change.Id)
            .OrderBy(edit => edit.Ordinal)
            .Select(edit => edit.Feature)
            .FirstAsync(cancellation);
        var node = new FeatureNode(change.Organization);
        return (Stated(now[feature]), Stated(restored[feature]));

        object Stated(FeatureValues values) => new { Value = values.Own(node), Enabled = values.IsOn(node) };
    }

    private static object? Parsed(string? json) => json is null ? null : Json.Read<JsonElement>(json);
}
