using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Auditing.Changes;

internal sealed class ChangeHistory(TrunklineDb db) : IChangeHistory
{
    public async Task<ChangePage> ListAsync(
        ChangeFilter filter,
        string? cursor,
        int take,
        CancellationToken cancellation
    )
    {
        var changes = Filtered(filter, await db.WithFormerAsync(filter.Organizations, cancellation));
        var place = PlaceInTime.Read(cursor);
        if (place is { } from)
        {
            changes = changes.Where(change => change.At <= from.At);
        }
        var page = await changes
            .OrderByDescending(change => change.At)
            .ThenByDescending(change => change.Id)
            .Skip(place?.Seen ?? 0)
            .Take(take + 1)
            .ToListAsync(cancellation);
        var shown = page.Take(take).ToList();
        return new ChangePage(
            await ShownAsync(shown, cancellation),
            page.Count > take ? PlaceInTime.After([.. shown.Select(change => change.At)], place).ToString() : null
        );
    }

    public async Task<RecordedChange?> FindAsync(ChangeId change, CancellationToken cancellation) =>
        (await FindAsync([change], cancellation)).SingleOrDefault();

    public async Task<IReadOnlyList<RecordedChange>> FindAsync(
        IReadOnlyCollection<ChangeId> changes,
        CancellationToken cancellation
    ) =>
        await ShownAsync(
            await db
                .Changes.AsNoTracking()
                .Where(change => changes.Contains(change.Id))
                .OrderByDescending(change => change.At)
                .ThenByDescending(change => change.Id)
                .ToListAsync(cancellation),
            cancellation
        );

    private IQueryable<Change> Filtered(ChangeFilter filter, List<OrganizationId> organizations)
    {
        // Of one organization the newest are found by its index, not among those of everybody.
        var changes = organizations is [var only]
            ? db.Changes.AsNoTracking().Where(change => change.OrganizationId == only)
            : db.Changes.AsNoTracking().Where(change => organizations.Contains(change.OrganizationId));
        if (filter.Kind is { } kind)
        {
            changes = kind.EndsWith('.')
                ? changes.Where(change => change.Kind.StartsWith(kind))
                : changes.Where(change => change.Kind == kind);
        }
        if (filter.Without is { } without)
        {
            changes = changes.Where(change => !change.Kind.StartsWith(without));
        }
        if (filter.Actor is { } actor)
        {
            changes = changes.Where(change => change.ActorId == actor);
        }
        if (filter.From is { } from)
        {
            changes = changes.Where(change => change.At >= from);
        }
        return filter.Until is { } until ? changes.Where(change => change.At < until) : changes;
    }

    private async Task<IReadOnlyList<RecordedChange>> ShownAsync(
        IReadOnlyCollection<Change> changes,
        CancellationToken cancellation
    )
    {
        var ids = changes.Select(change => (ChangeId?)change.Id).ToList();
        var reverts = await db
            .Changes.Where(change => ids.Contains(change.Reverts))
            .Select(change => new { change.Reverts, change.Id })
            .ToDictionaryAsync(change => change.Reverts!.Value, change => (ChangeId?)change.Id, cancellation);
        return [.. changes.Select(change => change.Shown(reverts.GetValueOrDefault(change.Id)))];
    }
}
