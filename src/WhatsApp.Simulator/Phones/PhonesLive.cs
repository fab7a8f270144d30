using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Phones;

/// <summary>
/// The page, kept up to date. Each part is rendered anew when something changed and sent where it differs from what this
/// browser was sent before, so that a connection that broke has missed nothing once it is back.
/// </summary>
internal sealed class PhonesLive(SimulatorState state, Fragments fragments, IHostApplicationLifetime lifetime)
{
    public const int RowsShown = 20;
    public const string StreamType = "text/vnd.turbo-stream.html";
    const int PhonesShown = 30;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>All phones, or the most recently used ones when there are too many for a page.</summary>
    public static IReadOnlyList<string> Keys(SimulatorState state)
    {
        lock (state.Gate)
        {
            var customers = state.Customers;
            if (customers.Count > PhonesShown)
            {
                var busiest = customers
                    .OrderByDescending(customer =>
                        state.ChatsOf(customer).Max(chat => chat.Messages.Count > 0 ? chat.Messages[^1].At : default)
                    )
                    .Take(PhonesShown)
                    .ToHashSet();
                return [.. customers.Where(busiest.Contains).Select(customer => customer.Key)];
            }
            return [.. customers.Select(customer => customer.Key)];
        }
    }

    /// <summary>Tells a page that shows other phones than there are now from one that is up to date.</summary>
    public static string Fingerprint(IReadOnlyList<string> keys) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', keys))).AsSpan(0, 8));

    public async Task FollowAsync(HttpContext http)
    {
        // A stream that stays open would hold up the end of the process.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            lifetime.ApplicationStopping
        );
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        var keys = Keys(state);
        Dictionary<string, string> sent = [];
        try
        {
            if (http.Request.Query["phones"] != Fingerprint(keys))
                await WriteAsync(response, """<turbo-stream action="refresh"></turbo-stream>""", ending.Token);
            while (true)
            {
                var change = state.NextChange;
                var now = Keys(state);
                foreach (var gone in keys.Except(now))
                    await WriteAsync(
                        response,
                        $"""<turbo-stream action="remove" target="phone-{WebUtility.HtmlEncode(gone)}"></turbo-stream>""",
                        ending.Token
                    );
                foreach (var added in now.Except(keys))
                    await WriteAsync(
                        response,
                        $"""<turbo-stream action="append" target="phones"><template>{await RenderAsync<Phone>(added)}</template></turbo-stream>""",
                        ending.Token
                    );
                keys = now;
                foreach (var key in keys)
                    await SendAsync(response, sent, await RenderAsync(key), ending.Token);
                await SendAsync(response, sent, await RenderAroundAsync(), ending.Token);
                await response.WriteAsync(": here\n\n", ending.Token);
                await response.Body.FlushAsync(ending.Token);
                await Task.WhenAny(change, Task.Delay(Heartbeat, ending.Token));
                await Task.Delay(Pause, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The browser went away, or the process ends.
        }
    }

    /// <summary>The parts of one phone, as the answer to a form that changed it.</summary>
    public async Task<string> UpdateOfAsync(string key)
    {
        var update = new StringBuilder();
        foreach (var (target, html) in await RenderAsync(key))
            update.Append(Stream(target, html));
        return update.ToString();
    }

    public async Task<string> UpdateOfClockAsync() => Stream("simulator-clock", await RenderAsync<ClockFace>());

    async Task<IReadOnlyList<(string Target, string Html)>> RenderAsync(string key) =>
        [
            ($"screen-{key}", await RenderAsync<PhoneMessages>(key)),
            ($"actions-{key}", await RenderAsync<PhoneActions>(key)),
            ($"to-{key}", await RenderAsync<PhoneRecipient>(key)),
        ];

    async Task<IReadOnlyList<(string Target, string Html)>> RenderAroundAsync() =>
        [
            ("simulator-clock", await RenderAsync<ClockFace>()),
            ("simulator-deliveries", await RenderAsync<DeliveryRows>()),
            ("simulator-calls", await RenderAsync<CallRows>()),
        ];

    Task<string> RenderAsync<TComponent>(string? key = null)
        where TComponent : IComponent =>
        fragments.RenderAsync<TComponent>(
            key is null ? new Dictionary<string, object?>() : new Dictionary<string, object?> { ["Key"] = key }
        );

    static async Task SendAsync(
        HttpResponse response,
        Dictionary<string, string> sent,
        IReadOnlyList<(string Target, string Html)> parts,
        CancellationToken cancelled
    )
    {
        foreach (var (target, html) in parts)
        {
            if (sent.TryGetValue(target, out var before) && before == html)
                continue;
            sent[target] = html;
            await WriteAsync(response, Stream(target, html), cancelled);
        }
    }

    static string Stream(string target, string html) =>
        $"""<turbo-stream action="update" method="morph" target="{WebUtility.HtmlEncode(target)}"><template>{html}</template></turbo-stream>""";

    static Task WriteAsync(HttpResponse response, string message, CancellationToken cancelled) =>
        response.WriteAsync($"data: {message.ReplaceLineEndings("\ndata: ")}\n\n", cancelled);
}
