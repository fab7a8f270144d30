using System.Text.Json;
using Trunkline.WhatsApp.Simulator.Graph;
using Trunkline.WhatsApp.Simulator.State;
using Trunkline.WhatsApp.Simulator.Webhooks;

namespace Trunkline.WhatsApp.Simulator.Admin;

/// <summary>Everything that was configured at the start, changed while it runs.</summary>
internal static class SettingsAdmin
{
    internal sealed record Token(string Value, DateTimeOffset? ExpiresAt, IReadOnlyList<string>? Scopes);

    public static IResult Behaviour(SimulatorState state) => AdminJson.Of(state.Behaviour);

    /// <summary>Changes the members that are given and leaves the others.</summary>
    public static async Task<IResult> ChangeBehaviourAsync(HttpRequest request, SimulatorState state)
    {
        if (await AdminJson.ReadAsync<JsonObject>(request) is not { } change)
            return AdminJson.Unreadable;
        lock (state.Gate)
        {
            var merged = JsonSerializer.SerializeToNode(state.Behaviour, AdminJson.Options)!.AsObject();
            foreach (var (name, value) in change)
                merged[name] = value?.DeepClone();
            try
            {
                state.Behaviour = merged.Deserialize<SimulatedBehaviour>(AdminJson.Options)!;
            }
            catch (JsonException)
            {
                return AdminJson.Unreadable;
            }
            return AdminJson.Of(state.Behaviour);
        }
    }

    public static IResult Apps(SimulatorState state)
    {
        lock (state.Gate)
        {
            return AdminJson.Of(state.Apps.Values.Select(Describe).ToList());
        }
    }

    /// <summary>Saves an app; a callback address is verified first, and not saved when that fails.</summary>
    public static async Task<IResult> PutAppAsync(
        string app,
        HttpRequest request,
        SimulatorState state,
        CallbackVerification verification
    )
    {
        if (await AdminJson.ReadAsync<SimulatedApp>(request) is not { } settings)
            return AdminJson.Unreadable;
        settings = settings with { Id = app };
        var problem = settings.CallbackUrl is { } url
            ? await verification.FindProblemAsync(url, settings.VerifyToken, request.HttpContext.RequestAborted)
            : null;
        if (problem is not null)
            return AdminJson.Problem($"The callback was not verified: {problem}");
        lock (state.Gate)
        {
            var saved = new App(settings) { Verification = settings.CallbackUrl is null ? null : App.Verified };
            state.Apps[app] = saved;
            return AdminJson.Of(Describe(saved));
        }
    }

    public static async Task<IResult> AddTokenAsync(string app, HttpRequest request, SimulatorState state)
    {
        if (await AdminJson.ReadAsync<Token>(request) is not { } token)
            return AdminJson.Unreadable;
        lock (state.Gate)
        {
            if (!state.Apps.TryGetValue(app, out var known))
                return AdminJson.Unknown("app");
            known.Tokens.RemoveAll(old => old.Value == token.Value);
            known.Tokens.Add(new AccessToken(token.Value, token.ExpiresAt, token.Scopes));
            return Results.NoContent();
        }
    }

    public static IResult RemoveToken(string app, string token, SimulatorState state)
    {
        lock (state.Gate)
        {
            return state.Apps.TryGetValue(app, out var known) && known.Tokens.RemoveAll(old => old.Value == token) > 0
                ? Results.NoContent()
                : AdminJson.Unknown("token");
        }
    }

    public static IResult Numbers(SimulatorState state)
    {
        lock (state.Gate)
        {
            return AdminJson.Of(state.Numbers.Select(Describe).ToList());
        }
    }

    public static async Task<IResult> AddNumberAsync(HttpRequest request, SimulatorState state)
    {
        if (await AdminJson.ReadAsync<SimulatedNumber>(request) is not { PhoneNumberId.Length: > 0 } number)
            return AdminJson.Unreadable;
        if (Dialing.Digits(number.DisplayNumber).Length is < 7 or > 15)
            return AdminJson.Problem("The display number is no phone number.");
        lock (state.Gate)
        {
            return state.Number(number.PhoneNumberId) is null
                ? AdminJson.Of(Describe(state.Add(number)), StatusCodes.Status201Created)
                : AdminJson.Problem("There is a number with this id.", StatusCodes.Status409Conflict);
        }
    }

    public static IResult Templates(SimulatorState state)
    {
        lock (state.Gate)
        {
            return AdminJson.Of(state.Templates.ToList());
        }
    }

    /// <summary>Adds a template, or replaces the one with the same name and language.</summary>
    public static async Task<IResult> AddTemplateAsync(HttpRequest request, SimulatorState state)
    {
        if (
            await AdminJson.ReadAsync<SimulatedTemplate>(request)
            is not { Name.Length: > 0, Language.Length: > 0 } template
        )
            return AdminJson.Unreadable;
        lock (state.Gate)
        {
            state.Templates.RemoveAll(old => old.Name == template.Name && old.Language == template.Language);
            state.Templates.Add(template);
            return AdminJson.Of(template, StatusCodes.Status201Created);
        }
    }

    /// <summary>Forgets conversations, faults and logs; people, numbers, templates and the clock stay.</summary>
    public static IResult Reset(SimulatorState state, GraphApi graph, WebhookSender webhooks)
    {
        lock (state.Gate)
        {
            state.ForgetConversations();
        }
        graph.Calls.Clear();
        webhooks.Deliveries.Clear();
        return Results.NoContent();
    }

    static object Describe(App app) =>
        new
        {
            app.Settings.Id,
            app.Settings.Name,
            app.Settings.CallbackUrl,
            app.Verification,
            Unsubscribed = app.Unsubscribed.ToList(),
            Overrides = app.Overrides.ToDictionary(entry => entry.Key, entry => entry.Value.CallbackUrl),
            Tokens = app.Tokens.Count,
        };

    static object Describe(BusinessNumber number) =>
        new
        {
            PhoneNumberId = number.Id,
            number.DisplayNumber,
            number.VerifiedName,
            BusinessAccountId = number.AccountId,
            CallbackUrl = number.Override?.CallbackUrl,
        };
}
