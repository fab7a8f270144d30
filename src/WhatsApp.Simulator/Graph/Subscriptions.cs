using Trunkline.WhatsApp.Simulator.State;
using Trunkline.WhatsApp.Simulator.Webhooks;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>Which app hears of which account, and where. Every address is verified before it is saved.</summary>
internal sealed class Subscriptions(SimulatorState state, CallbackVerification verification)
{
    public Task<GraphAnswer> ListAsync(GraphCall call)
    {
        lock (state.Gate)
        {
            var subscribed = state
                .Apps.Values.Where(app => !app.Unsubscribed.Contains(call.NodeId))
                .Select(app => Describe(app, call.NodeId));
            return Task.FromResult<GraphAnswer>(new JsonObject { ["data"] = new JsonArray([.. subscribed]) });
        }
    }

    public async Task<GraphAnswer> SubscribeAsync(GraphCall call)
    {
        var url = call.Body.Text("override_callback_uri");
        var token = call.Body.Text("verify_token") ?? "";
        if (url?.Length > 200)
            return GraphErrors.TooLong("override_callback_uri", 200);
        if (url is not null && await verification.FindProblemAsync(url, token, call.Cancelled) is { } problem)
            return GraphErrors.CallbackRefused(problem);
        lock (state.Gate)
        {
            call.App.Unsubscribed.Remove(call.NodeId);
            if (url is null)
                call.App.Overrides.Remove(call.NodeId);
            else
                call.App.Overrides[call.NodeId] = new WebhookOverride(url, token);
            return GraphAnswer.Success;
        }
    }

    public Task<GraphAnswer> UnsubscribeAsync(GraphCall call)
    {
        lock (state.Gate)
        {
            call.App.Overrides.Remove(call.NodeId);
            call.App.Unsubscribed.Add(call.NodeId);
            return Task.FromResult(GraphAnswer.Success);
        }
    }

    /// <summary>POST /{app-id}/subscriptions: the app's own callback, as the dashboard saves it.</summary>
    public async Task<GraphAnswer> SetCallbackAsync(GraphCall call)
    {
        string? Asked(string name) => call.Body.Text(name) ?? call.Query(name);
        if (Asked("object") != "whatsapp_business_account")
            return GraphErrors.OneOf("object", "WHATSAPP_BUSINESS_ACCOUNT", Asked("object") ?? "");
        if (Asked("callback_url") is not { } url)
            return GraphErrors.Required("callback_url");
        var token = Asked("verify_token") ?? "";
        if (await verification.FindProblemAsync(url, token, call.Cancelled) is { } problem)
            return GraphErrors.CallbackRefused(problem);
        lock (state.Gate)
        {
            var app = state.Apps[call.NodeId];
            app.Settings = app.Settings with { CallbackUrl = url, VerifyToken = token };
            return GraphAnswer.Success;
        }
    }

    static JsonObject Describe(App app, string accountId)
    {
        var described = new JsonObject
        {
            ["whatsapp_business_api_data"] = new JsonObject
            {
                ["link"] = $"https://www.facebook.com/games/?app_id={app.Settings.Id}",
                ["name"] = app.Settings.Name,
                ["id"] = app.Settings.Id,
            },
        };
        if (app.Overrides.TryGetValue(accountId, out var own))
            described["override_callback_uri"] = own.CallbackUrl;
        return described;
    }
}
