using Trunkline.WhatsApp.Simulator.Graph;
using Trunkline.WhatsApp.Simulator.State;
using Trunkline.WhatsApp.Simulator.Webhooks;

namespace Trunkline.WhatsApp.Simulator.Admin;

/// <summary>What was called, what was told to apps, and the way to tell them anything else.</summary>
internal static class LogAdmin
{
    internal sealed record Injection(string? AccountId, string? PhoneNumberId, string Field, JsonObject Value);

    public static IResult Calls(GraphApi graph) => AdminJson.Of(graph.Calls.Snapshot());

    public static IResult ClearCalls(GraphApi graph)
    {
        graph.Calls.Clear();
        return Results.NoContent();
    }

    public static IResult Deliveries(WebhookSender webhooks) => AdminJson.Of(webhooks.Deliveries.Snapshot());

    public static IResult ClearDeliveries(WebhookSender webhooks)
    {
        webhooks.Deliveries.Clear();
        return Results.NoContent();
    }

    /// <summary>Any field with any value goes out as a webhook: what the simulator does not model, a test can still send.</summary>
    public static async Task<IResult> InjectAsync(HttpRequest request, SimulatorState state, WebhookSender webhooks)
    {
        if (await AdminJson.ReadAsync<Injection>(request) is not { } injection)
            return AdminJson.Unreadable;
        lock (state.Gate)
        {
            var account = injection.AccountId ?? state.Numbers.FirstOrDefault()?.AccountId;
            if (account is null)
                return AdminJson.Unknown("account");
            webhooks.Publish(new WebhookUpdate(account, injection.PhoneNumberId, injection.Field, injection.Value));
            return Results.Accepted();
        }
    }
}
