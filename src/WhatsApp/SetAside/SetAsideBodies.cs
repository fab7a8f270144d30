using System.Text;
using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Webhooks;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.WhatsApp.SetAside;

/// <summary>
/// The bodies that could not be processed, as far as they concern numbers at or below an organization. What is no JSON at all
/// concerns no number: it is shown at the top of an enterprise that has the server for itself.
/// </summary>
internal sealed class SetAsideBodies(TrunklineDb db, ShowNumbers numbers, IOrganizations organizations)
{
    private const int Most = 200;

    /// <summary>Oldest first, since a customer waits for each.</summary>
    public async Task<IReadOnlyList<ShownBody>> ListAsync(OrganizationScope scope, CancellationToken cancellation)
    {
        var lanes = await LanesAsync(scope, cancellation);
        var found = await In(lanes)
            .AsNoTracking()
            .OrderBy(row => row.Sequence)
            .Take(Most)
            .Select(row => new
            {
                row.Sequence,
                row.Lane,
                row.ReceivedAt,
                row.Tries,
                row.Reason,
                row.Bodies.Length,
                Mended = row.MendedBody != null,
            })
            .ToListAsync(cancellation);
        return
        [
            .. found.Select(row => new ShownBody(
                row.Sequence,
                lanes[row.Lane].Number,
                row.ReceivedAt,
                row.Tries,
                row.Reason ?? "",
                row.Length,
                row.Mended
            )),
        ];
    }

    public async Task<int> CountAsync(OrganizationScope scope, CancellationToken cancellation) =>
        await In(await LanesAsync(scope, cancellation)).CountAsync(cancellation);

    /// <summary>
    /// Null for what is not set aside, or none of the organization's business. The row may be changed in a write. The texts hold
    /// nothing but what concerns its number: others may be in the same body.
    /// </summary>
    public async Task<FoundBody?> FindAsync(OrganizationScope scope, long sequence, CancellationToken cancellation)
    {
        var lanes = await LanesAsync(scope, cancellation);
        var bodies = In(lanes).Where(one => one.Sequence == sequence);
        // Of two who replay it the second waits, and finds that it is set aside no more.
        var row = await (db.Database.CurrentTransaction is null ? bodies : bodies.Locked()).SingleOrDefaultAsync(
            cancellation
        );
        if (row is null || OriginalOf(row) is not { } original)
            return null;
        var shown = new ShownBody(
            row.Sequence,
            lanes[row.Lane].Number,
            row.ReceivedAt,
            row.Tries,
            row.Reason ?? "",
            row.Bodies.Length,
            row.MendedBody is not null
        );
        return new(
            row,
            lanes[row.Lane],
            shown,
            Encoding.UTF8.GetString(WebhookReader.PartOf(row.Alone, row.Lane) ?? original),
            Encoding.UTF8.GetString(original)
        );
    }

    // Several that the disk has damaged together cannot be told apart any more, and of what nobody could read until it was mended
    // nobody knows whose it is: there is nothing to show of them.
    private static byte[]? OriginalOf(InboxRow row) =>
        row.Count > 1 ? []
        : WebhookReader.PartOf(row.Bodies, row.Lane) is { } part ? part
        : row.MendedBody is null ? null
        : [];

    private IQueryable<InboxRow> In(Dictionary<string, SetAsidePlace> lanes)
    {
        var names = lanes.Keys.ToList();
        return db.Inbox.Where(row => row.State == InboxState.SetAside && names.Contains(row.Lane));
    }

    private async Task<Dictionary<string, SetAsidePlace>> LanesAsync(
        OrganizationScope scope,
        CancellationToken cancellation
    )
    {
        var lanes = new Dictionary<string, SetAsidePlace>(StringComparer.Ordinal);
        foreach (var number in await numbers.BelowAsync(scope.Organization, cancellation))
        {
            lanes[number.PhoneNumberId] = new(number.Number, number.Organization, number.OrganizationName);
            var account = Lane.OfAccount(number.BusinessAccountId).Name;
            if (!lanes.ContainsKey(account) && await IsOwnAsync(account, scope, cancellation))
                lanes[account] = Here($"Business account {number.BusinessAccountId}");
        }
        if (await IsAloneAtTheTopAsync(scope, cancellation))
            lanes[Lane.Unreadable] = Here("an unknown number");
        return lanes;

        SetAsidePlace Here(string what) => new(what, scope.Organization, scope.Name);
    }

    // An account's id is typed, so it may be another enterprise's; what comes for it goes to whoever named it first.
    private async Task<bool> IsOwnAsync(string lane, OrganizationScope scope, CancellationToken cancellation) =>
        await LaneNumbers.OwnerAsync(db, lane, cancellation) == scope.Enterprise;

    private async Task<bool> IsAloneAtTheTopAsync(OrganizationScope scope, CancellationToken cancellation)
    {
        var map = await organizations.NowAsync(cancellation);
        return map.IsTopmost(scope.Organization)
            // Over all enterprises: only whether there are others is asked.
            && !await db
                .Numbers.IgnoreQueryFilters(["Enterprise"])
                .AnyAsync(number => number.EnterpriseId != scope.Enterprise, cancellation);
    }
}

/// <param name="Text">What is to be processed: what came, or what a person made of it.</param>
/// <param name="Original">What came.</param>
internal sealed record FoundBody(InboxRow Row, SetAsidePlace Place, ShownBody Shown, string Text, string Original);

/// <summary>The number that a body is for, or what it is for instead, and the organization whose that is.</summary>
internal sealed record SetAsidePlace(string Number, OrganizationId Organization, string OrganizationName);

/// <summary>What is told of a body without its text.</summary>
internal sealed record ShownBody(
    long Sequence,
    string Number,
    DateTimeOffset ReceivedAt,
    int Tries,
    string Reason,
    int Bytes,
    bool Mended
);

internal static class SetAsideAddresses
{
    public const string ListRoute = "/o/{organization}/setup/whatsapp-set-aside";
    public const string BodyRoute = ListRoute + "/{sequence:long}";
    public const string ApiListRoute = "/organizations/{organization}/whatsapp-set-aside";
    public const string ApiBodyRoute = ApiListRoute + "/{sequence:long}";

    public static string List(Platform.OrganizationId at) => $"/portal/o/{at}/setup/whatsapp-set-aside";

    public static string Body(Platform.OrganizationId at, long sequence) => $"{List(at)}/{sequence}";
}
