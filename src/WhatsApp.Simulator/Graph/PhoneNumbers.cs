using Trunkline.WhatsApp.Simulator.State;
using Trunkline.WhatsApp.Simulator.Webhooks;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>A business number as an object of the Graph API, and the list of an account's numbers.</summary>
internal sealed class PhoneNumbers(SimulatorState state, CallbackVerification verification)
{
    static readonly string[] Usual =
    [
        "verified_name",
        "code_verification_status",
        "display_phone_number",
        "quality_rating",
        "platform_type",
        "throughput",
        "webhook_configuration",
    ];

    public Task<GraphAnswer> GetAsync(GraphCall call)
    {
        lock (state.Gate)
        {
            return Task.FromResult<GraphAnswer>(call.Select(Describe(state.Number(call.NodeId)!), Usual));
        }
    }

    public Task<GraphAnswer> ListAsync(GraphCall call)
    {
        lock (state.Gate)
        {
            var numbers = state
                .Numbers.Where(number => number.AccountId == call.NodeId)
                .Select(number => call.Select(Describe(number), Usual));
            return Task.FromResult<GraphAnswer>(Pages.Of(call, numbers));
        }
    }

    /// <summary>Sets or, with an empty address, removes the number's own callback.</summary>
    public async Task<GraphAnswer> UpdateAsync(GraphCall call)
    {
        if (call.Body.Object("webhook_configuration") is not { } configuration)
            return GraphErrors.Required("webhook_configuration");
        var url = configuration.Text("override_callback_uri") ?? "";
        var token = configuration.Text("verify_token") ?? "";
        if (url.Length > 0 && await verification.FindProblemAsync(url, token, call.Cancelled) is { } problem)
            return GraphErrors.CallbackRefused(problem);
        lock (state.Gate)
        {
            state.Number(call.NodeId)!.Override = url.Length > 0 ? new WebhookOverride(url, token) : null;
            return GraphAnswer.Success;
        }
    }

    JsonObject Describe(BusinessNumber number)
    {
        var callbacks = new JsonObject();
        if (number.Override is { } own)
            callbacks["phone_number"] = own.CallbackUrl;
        foreach (var app in state.Apps.Values)
        {
            if (app.Overrides.TryGetValue(number.AccountId, out var account))
                callbacks["whatsapp_business_account"] = account.CallbackUrl;
            if (app.Settings.CallbackUrl is { } url)
                callbacks["application"] = url;
        }
        return new JsonObject
        {
            ["id"] = number.Id,
            ["verified_name"] = number.VerifiedName,
            ["display_phone_number"] = number.DisplayNumber,
            ["code_verification_status"] = "VERIFIED",
            ["quality_rating"] = "GREEN",
            ["platform_type"] = "CLOUD_API",
            ["throughput"] = new JsonObject
            {
                ["level"] = state.Behaviour.MessagesPerSecond is > 0 and < 1_000 ? "STANDARD" : "HIGH",
            },
            ["status"] = "CONNECTED",
            ["name_status"] = "APPROVED",
            ["account_mode"] = "LIVE",
            ["whatsapp_business_manager_messaging_limit"] = "TIER_2K",
            ["health_status"] = new JsonObject
            {
                ["can_send_message"] = "AVAILABLE",
                ["entities"] = new JsonArray(
                    new JsonObject
                    {
                        ["entity_type"] = "PHONE_NUMBER",
                        ["id"] = number.Id,
                        ["can_send_message"] = "AVAILABLE",
                    }
                ),
            },
            ["webhook_configuration"] = callbacks,
        };
    }
}
