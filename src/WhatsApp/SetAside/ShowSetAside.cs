using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.WhatsApp.SetAside;

/// <summary>One body with its text. It is a customer's words, so the page that shows it asks for Setup like everything here.</summary>
internal sealed class ShowSetAside(SetAsideBodies bodies, CheckMending mending)
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet(SetAsideAddresses.BodyRoute, Get).Requires(OrganizationPrivileges.Setup);
        faces.Api.MapGet(SetAsideAddresses.ApiBodyRoute, GetJson).Requires(OrganizationPrivileges.Setup);
    }

    private static Task<IResult> Get(
        OrganizationScope scope,
        long sequence,
        ShowSetAside show,
        CancellationToken cancellation
    ) => show.PageAsync(scope, sequence, null, new InputErrors(), cancellation);

    private static async Task<IResult> GetJson(
        OrganizationScope scope,
        long sequence,
        SetAsideBodies bodies,
        CancellationToken cancellation
    ) =>
        await bodies.FindAsync(scope, sequence, cancellation) is { } found
            ? Results.Ok(
                new
                {
                    found.Shown.Sequence,
                    found.Shown.Number,
                    found.Shown.ReceivedAt,
                    found.Shown.Tries,
                    found.Shown.Reason,
                    found.Shown.Mended,
                    Body = found.Text,
                    found.Original,
                }
            )
            : new NotFound("webhook").ToHttp();

    public async Task<IResult> PageAsync(
        OrganizationScope scope,
        long sequence,
        string? typed,
        InputErrors errors,
        CancellationToken cancellation
    )
    {
        if (await bodies.FindAsync(scope, sequence, cancellation) is not { } found)
            return new NotFound("webhook").ToHttp();
        var model = new SetAsideBodyModel(
            scope,
            found.Shown,
            typed ?? found.Text,
            found.Shown.Mended && found.Original.Length > 0 ? found.Original : null,
            await mending.RunAsync(found.Row, cancellation),
            await mending.IsAtTheTopAsync(cancellation),
            errors
        );
        return Page.Of<SetAsideBodyPage>(
            new { Shown = model },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }
}

/// <param name="NotToBeMended">Why whoever looks may not.</param>
internal sealed record SetAsideBodyModel(
    OrganizationScope Scope,
    ShownBody Body,
    string Text,
    string? Original,
    Refusal? NotToBeMended,
    bool MayDiscard,
    InputErrors Errors
);
