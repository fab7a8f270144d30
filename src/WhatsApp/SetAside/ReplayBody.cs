using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Webhooks;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.WhatsApp.SetAside;

/// <summary>
/// Puts a body back into its lane, at its old place: as it is, once the cause is repaired, or mended. What WhatsApp really sent
/// stays beside the mended text, and the record holds the fingerprints of both.
/// </summary>
internal sealed class ReplayBody(TrunklineDb db, SetAsideBodies bodies, CheckMending mending, IChangeRecord changes)
{
    private const int Longest = 1_000_000;

    // In bytes: as a form sends it, a character may take nine.
    private const int LargestRequest = 5 * 1024 * 1024;

    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost(SetAsideAddresses.BodyRoute + "/replay", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("webhook.replayed");
        faces
            .Portal.MapPost(SetAsideAddresses.BodyRoute + "/mend", PostMended)
            .WithMetadata(new RequestSizeLimitAttribute(LargestRequest))
            .Requires(OrganizationPrivileges.Setup)
            .Audits("webhook.mended");
        faces
            .Api.MapPost(SetAsideAddresses.ApiBodyRoute + "/replay", PostJson)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("webhook.replayed");
        faces
            .Api.MapPut(SetAsideAddresses.ApiBodyRoute, PutMended)
            .WithMetadata(new RequestSizeLimitAttribute(LargestRequest))
            .Requires(OrganizationPrivileges.Setup)
            .Audits("webhook.mended");
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        long sequence,
        ReplayBody replay,
        CancellationToken cancellation
    ) => (await replay.RunAsync(scope, sequence, null, cancellation)).ToHttp(() => Listed(scope));

    private static async Task<IResult> PostMended(
        OrganizationScope scope,
        long sequence,
        Mended form,
        InputErrors errors,
        ReplayBody replay,
        ShowSetAside show,
        CancellationToken cancellation
    )
    {
        if (!errors.Any)
        {
            var replayed = await replay.RunAsync(scope, sequence, form.Body, cancellation);
            if (replayed.Refusal is null)
                return Listed(scope);
            if (replayed.Refusal is NotFound or MendsOnlyAtTheTop or DamagedTogether)
                return replayed.Refusal.ToHttp();
            errors.Add(nameof(Mended.Body), replayed.Refusal.Message);
        }
        return await show.PageAsync(scope, sequence, form.Body, errors, cancellation);
    }

    private static async Task<IResult> PostJson(
        OrganizationScope scope,
        long sequence,
        ReplayBody replay,
        CancellationToken cancellation
    ) => (await replay.RunAsync(scope, sequence, null, cancellation)).ToHttp(() => Results.NoContent());

    private static async Task<IResult> PutMended(
        OrganizationScope scope,
        long sequence,
        [FromBody] Mended mended,
        ReplayBody replay,
        CancellationToken cancellation
    ) => (await replay.RunAsync(scope, sequence, mended.Body, cancellation)).ToHttp(() => Results.NoContent());

    private static IResult Listed(OrganizationScope scope) =>
        Page.SeeOther($"{SetAsideAddresses.List(scope.Organization)}?done=replayed");

    private Task<Result> RunAsync(
        OrganizationScope scope,
        long sequence,
        string? mended,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            async () =>
            {
                if (await bodies.FindAsync(scope, sequence, cancellation) is not { } found)
                    return new NotFound("webhook");
                var before = Fingerprint.Of(found.Row.Alone);
                if (mended is not null)
                {
                    if (await mending.RunAsync(found.Row, cancellation) is { } mayNot)
                        return mayNot;
                    var lane = LaneOf(mended, found.Row.Lane, found.Shown.Number);
                    if (lane.Refusal is { } wrong)
                        return wrong;
                    found.Row.Mend(Encoding.UTF8.GetBytes(mended), lane.Value);
                }
                found.Row.Replay();
                changes.Record(
                    scope.Actor,
                    new(
                        mended is null ? "webhook.replayed" : "webhook.mended",
                        found.Place.Organization,
                        found.Place.OrganizationName,
                        $"Webhook {sequence} for {found.Shown.Number}",
                        new { Sha256 = before, found.Shown.Reason },
                        new { Sha256 = Fingerprint.Of(found.Row.Alone) }
                    )
                );
                db.Wake(LaneSignals.Topic(found.Row.Lane));
                return Result.Done;
            },
            cancellation
        );

    /// <summary>The lane that it had; or, where nobody could read for whom it was, the one that it names now.</summary>
    private static Result<Lane> LaneOf(string mended, string before, string number)
    {
        var body = Encoding.UTF8.GetBytes(mended);
        try
        {
            using var document = JsonDocument.Parse(body);
        }
        catch (JsonException error)
        {
            return new NotJson($"line {error.LineNumber + 1}, position {error.BytePositionInLine + 1}");
        }
        var named = WebhookReader.LanesOf(body);
        if (before == Lane.Unreadable)
            return named is [var only] && only.Name != Lane.Unreadable ? only : new NamesNoNumber();
        return Array.Find(named, one => one.Name == before) is { Name: not null } same
            ? same
            : new ConcernsAnotherNumber(number);
    }

    internal sealed record Mended(
        [property:
            Required(ErrorMessage = "Type the mended JSON."),
            StringLength(Longest, ErrorMessage = "A mended body has at most 1,000,000 characters.")
        ]
            string Body
    ) : IForm<Mended>;
}
