using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>Meta asks once, whenever the callback address is saved, whether we are the ones who know the verify token.</summary>
internal static class VerifyWebhook
{
    public static void MapVerifyWebhook(this IEndpointRouteBuilder root) =>
        root.MapGet(ReceiveWebhook.Address, Handle).Public("Meta verifies the address with a token that both know.");

    private static IResult Handle(
        [FromQuery(Name = "hub.mode")] string? mode,
        [FromQuery(Name = "hub.verify_token")] string? token,
        [FromQuery(Name = "hub.challenge")] string? challenge,
        WhatsAppSettings settings
    ) =>
        settings.VerifyToken.Matches(token) && mode == "subscribe" && challenge is { Length: > 0 and <= 1000 }
            ? Results.Text(challenge)
            : new VerificationRefused().ToHttp();
}
