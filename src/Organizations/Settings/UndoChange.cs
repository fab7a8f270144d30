using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// The button beside what was just done, which acts at once; and from a line of a history, where much may have changed since, with a
/// review before it.
internal sealed class UndoChange(
    IChangeHistory history,
    FeatureReverter reverter,
    FeatureCatalog catalog,
    IOrganizations organizations
)
{
    private const string Route = "/o/{organization}/changes/{change}/undo";

    public static void Map(Faces faces)
    {
        faces.Portal.MapGet(Route, Show).RequiresAnyPrivilege();
        faces
            .Portal.MapPost(Route, Handle)
            .RequiresAnyPrivilege()
            .Audits("feature.reverted, organization.moved, organization.left, account.switches-saved");
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        ChangeId change,
        string? returnUrl,
        UndoChange undo,
        CancellationToken cancellation
    ) =>
        await undo.FindAsync(change, cancellation) is { } recorded
            ? await undo.RenderAsync(scope, recorded, new Form { ReturnUrl = returnUrl }, null, cancellation)
            : new NotFound("change").ToHttp();

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        ChangeId change,
        Form form,
        UndoChange undo,
        CancellationToken cancellation
    )
    {
        if (await undo.FindAsync(change, cancellation) is not { } recorded)
        {
            return new NotFound("change").ToHttp();
        }
        var reverted = await undo.RunAsync(recorded, form, cancellation);
        return reverted.Refusal is ReachChanged or NameNotTyped
            ? await undo.RenderAsync(scope, recorded, form, reverted.Refusal, cancellation)
            : reverted.ToHttp(_ =>
                Page.SeeOther(
                    Back(form.ReturnUrl) is { } page
                        ? $"{page}?done={change}"
                        : Addresses.Organizations(scope.Organization)
                )
            );
    }

    private async Task<Result<ChangeId>> RunAsync(RecordedChange change, Form form, CancellationToken cancellation)
    {
        var topmost = await IsTopmostAsync(change, cancellation);
        return await reverter.RevertAsync(
            change,
            form.Reason,
            effects => Unconfirmed(change, form, effects, topmost),
            cancellation
        );
    }

    private async Task<bool> IsTopmostAsync(RecordedChange change, CancellationToken cancellation) =>
        (await organizations.NowAsync(cancellation)).IsTopmost(change.Organization);

    private async Task<RecordedChange?> FindAsync(ChangeId change, CancellationToken cancellation) =>
        await history.FindAsync(change, cancellation) is { } recorded && reverter.Reverts(recorded.Kind)
            ? recorded
            : null;

    private async Task<IResult> RenderAsync(
        OrganizationScope scope,
        RecordedChange change,
        Form form,
        Refusal? refusal,
        CancellationToken cancellation
    )
    {
        var previewed = await reverter.PreviewAsync(change, cancellation);
        if (previewed.Refusal is { } unable)
        {
            return unable.ToHttp();
        }
        var effects = previewed.Value;
        var model = new UndoModel(
            scope,
            change,
            // It becomes a link.
            form with
            {
                ReturnUrl = Back(form.ReturnUrl),
            },
            [
                .. effects
                    .Where(one => one.TakesAway || one.Gives)
                    .Select(one => (catalog.Find(one.Feature).Value?.Label ?? one.Feature.Name, one)),
            ],
            Seen(effects),
            MustTypeName(effects, await IsTopmostAsync(change, cancellation)),
            refusal?.Message
        );
        return Page.Of<UndoPage>(new { Shown = model }, refusal?.Kind.Status() ?? StatusCodes.Status200OK);
    }

    private static Refusal? Unconfirmed(
        RecordedChange change,
        Form form,
        IReadOnlyList<UndoEffect> effects,
        bool topmost
    ) =>
        form.Seen is null ? null
        : form.Seen != Seen(effects) ? new ReachChanged()
        : MustTypeName(effects, topmost) && form.Confirmation?.Trim() != change.OrganizationName
            ? new NameNotTyped(change.OrganizationName)
        : null;

    private static string Seen(IEnumerable<UndoEffect> effects) =>
        SeenEffect.Of(effects.Select(one => (one.Effect, one.People)));

    private static bool MustTypeName(IEnumerable<UndoEffect> effects, bool topmost) =>
        effects.Any(one => one.People.AsksForName(topmost));

    /// Only pages of the portal: an address from a form must not lead anywhere else.
    private static string? Back(string? address) =>
        ReturnAddress.Find("/portal", address) is { } page && !page.Contains('?') ? page : null;

    internal sealed record Form : IForm<Form>
    {
        [StringLength(300)]
        public string? ReturnUrl { get; init; }

        [StringLength(16)]
        public string? Seen { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }

        [StringLength(200)]
        public string? Confirmation { get; init; }
    }
}

internal sealed record UndoModel(
    OrganizationScope Scope,
    RecordedChange Change,
    UndoChange.Form Form,
    IReadOnlyList<(string Feature, UndoEffect Effect)> Effects,
    string Seen,
    bool MustTypeName,
    string? Refusal
)
{
    public bool TakesAway => Effects.Any(one => one.Effect.TakesAway);
}
