using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.WhatsApp.Simulator;
using Trunkline.WhatsApp.Simulator.Contracts;

namespace Trunkline.Tests.WhatsApp.Simulator;

/// <summary>The simulator alone on a real Kestrel, with a receiver of webhooks beside it.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    public const string Token = "EAAtest-token";
    public const string Secret = "a secret of the app";
    public const string VerifyToken = "verify me & you";
    public const string AppId = "555000111222333";
    public const string AccountId = "102290129340398";
    public const string NumberId = "106540352242922";
    public const string OtherNumberId = "106540352242923";
    public const string Maria = "+13055550141";

    readonly WebApplication app;

    SimulatorHost(WebApplication app, WebhookReceiver receiver, string address)
    {
        (this.app, Receiver, Address) = (app, receiver, address);
        Clock = app.Services.GetRequiredService<MovableTimeProvider>();
        Anonymous = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        Anonymous.BaseAddress = new Uri(address + "/simulator/");
        Graph = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        Graph.BaseAddress = new Uri(address + "/simulator/graph/");
        Graph.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public WebhookReceiver Receiver { get; }
    public string Address { get; }
    public MovableTimeProvider Clock { get; }
    public HttpClient Graph { get; }
    public HttpClient Anonymous { get; }

    public static async Task<SimulatorHost> StartAsync(Func<SimulatedBehaviour, SimulatedBehaviour>? behave = null)
    {
        var receiver = await WebhookReceiver.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRouting();
        builder.Services.AddSimulator(options =>
        {
            options.Apps.Add(
                new SimulatedApp
                {
                    Id = AppId,
                    Secret = Secret,
                    VerifyToken = VerifyToken,
                    CallbackUrl = receiver.Url,
                    AccessTokens = [Token],
                }
            );
            options.Numbers.Add(
                new SimulatedNumber
                {
                    PhoneNumberId = NumberId,
                    DisplayNumber = "+1 305 555 0100",
                    VerifiedName = "WhatsApp North",
                    BusinessAccountId = AccountId,
                }
            );
            options.Numbers.Add(
                new SimulatedNumber
                {
                    PhoneNumberId = OtherNumberId,
                    DisplayNumber = "+91 98765 43210",
                    VerifiedName = "WhatsApp South",
                    BusinessAccountId = AccountId,
                }
            );
            var quick = new SimulatedBehaviour
            {
                SentAfter = TimeSpan.FromMilliseconds(1),
                DeliveredAfter = TimeSpan.FromMilliseconds(1),
                ReadAfter = TimeSpan.FromMilliseconds(1),
            };
            options.Behaviour = behave?.Invoke(quick) ?? quick;
        });
        var app = builder.Build();
        app.MapSimulator();
        await app.StartAsync();
        var address = app.Urls.First();
        return new SimulatorHost(app, receiver, address);
    }

    public Task<HttpResponseMessage> PostAsync(object message, string number = NumberId, string version = "v23.0/") =>
        Graph.PostAsJsonAsync($"{version}{number}/messages", message);

    /// <summary>Sends, insists on 200, and returns the message id.</summary>
    public async Task<string> SendAsync(object message, string number = NumberId)
    {
        using var response = await PostAsync(message, number);
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, body);
        return JsonNode.Parse(body)!["messages"]![0]!["id"]!.GetValue<string>();
    }

    public static object Text(string body, string to = Maria, string? callbackData = null) =>
        new
        {
            messaging_product = "whatsapp",
            recipient_type = "individual",
            to,
            type = "text",
            text = new { body },
            biz_opaque_callback_data = callbackData,
        };

    public static object ConsentRequest(string to = Maria) =>
        new
        {
            messaging_product = "whatsapp",
            to,
            type = "template",
            template = new
            {
                name = "consent_request",
                language = new { code = "en" },
                components = new object[]
                {
                    new
                    {
                        type = "body",
                        parameters = new[]
                        {
                            new { type = "text", text = "Maria" },
                            new { type = "text", text = "ABC Bank" },
                        },
                    },
                    new
                    {
                        type = "button",
                        sub_type = "quick_reply",
                        index = "0",
                        parameters = new[] { new { type = "payload", payload = "consent:yes" } },
                    },
                    new
                    {
                        type = "button",
                        sub_type = "quick_reply",
                        index = "1",
                        parameters = new[] { new { type = "payload", payload = "consent:no" } },
                    },
                },
            },
        };

    /// <summary>Calls the admin API and insists on success.</summary>
    public async Task<JsonNode?> AdminAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "admin/" + path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        using var response = await Anonymous.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public async Task<string> TypeAsync(string text, string customer = Maria, string number = NumberId)
    {
        var sent = await AdminAsync(
            HttpMethod.Post,
            $"customers/{Uri.EscapeDataString(customer)}/messages",
            new { number, text }
        );
        return sent!["id"]!.GetValue<string>();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
