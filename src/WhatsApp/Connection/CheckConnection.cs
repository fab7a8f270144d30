using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;
using Trunkline.Ui.Contracts;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Sending;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Connection;

/// <summary>Asks WhatsApp at this moment whether a number can send and receive, and says what to do where it cannot.</summary>
internal sealed class CheckConnection(
    ShowNumbers numbers,
    AskWhatsApp whatsApp,
    GraphAddress graph,
    PublicAddress address
)
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet(NumberAddresses.NumberRoute + "/connection", Get).Requires(OrganizationPrivileges.Setup);
        faces
            .Api.MapGet(NumberAddresses.ApiNumberRoute + "/connection", GetJson)
            .Requires(OrganizationPrivileges.Setup);
    }

    private static async Task<IResult> Get(
        OrganizationScope scope,
        BusinessNumberId number,
        HttpContext context,
        CheckConnection check,
        CancellationToken cancellation
    ) =>
        await check.RunAsync(scope, number, context, cancellation) is { } model
            ? Page.Of<ConnectionPage>(new { Shown = model })
            : new NotFound("number").ToHttp();

    private static async Task<IResult> GetJson(
        OrganizationScope scope,
        BusinessNumberId number,
        HttpContext context,
        CheckConnection check,
        CancellationToken cancellation
    ) =>
        await check.RunAsync(scope, number, context, cancellation) is { } model
            ? Results.Ok(new { model.Found, model.Checks })
            : new NotFound("number").ToHttp();

    private async Task<ConnectionModel?> RunAsync(
        OrganizationScope scope,
        BusinessNumberId id,
        HttpContext context,
        CancellationToken cancellation
    )
    {
        if (await numbers.FindAsync(scope.Organization, id, cancellation) is not { } number)
            return null;
        var asked = whatsApp.NumberAsync(number.PhoneNumberId, cancellation);
        var apps = whatsApp.AppsAsync(number.BusinessAccountId, cancellation);
        await Task.WhenAll(asked, apps);
        var ours = new Uri(address.Of(context, ReceiveWebhook.Address));
        return new(scope, number, ConnectionChecks.Of(number, await asked, await apps, graph.Host, ours));
    }
}

internal sealed record ConnectionModel(OrganizationScope Scope, ShownNumber Number, IReadOnlyList<Check> Checks)
{
    /// <summary>Failed when one failed, passed when all passed.</summary>
    public GateOutcome Found =>
        Checks.Any(one => one.Outcome is GateOutcome.Failed) ? GateOutcome.Failed
        : Checks.All(one => one.Outcome is GateOutcome.Passed) ? GateOutcome.Passed
        : GateOutcome.NotChecked;
}
