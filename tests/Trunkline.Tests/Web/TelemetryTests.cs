using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.Tests.Access;
using Trunkline.Tests.WhatsApp;

namespace Trunkline.Tests.Web;

/// <summary>What leaves the server for a collector, asked of a real one on a port of this machine.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Signal, string Body)> exported = new();
    private WebApplication collector = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        collector = builder.Build();
        collector.MapPost(
            "/v1/{signal}",
            async (string signal, HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                exported.Enqueue((signal, Encoding.UTF8.GetString(body.ToArray())));
                return Results.Ok();
            }
        );
        await collector.StartAsync();
    }

    public ValueTask DisposeAsync() => collector.DisposeAsync();

    [Fact]
    public async Task The_log_of_a_talk_holds_no_text_no_number_and_no_token()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);

        await meta.Delivers(Payload.Text("wamid.logged", "a secret word"));
        await meta.Post("not JSON, but a secret word"u8.ToArray());
        await Eventually.True(
            "both are settled",
            async () =>
                (await host.Database.Ask("SELECT count(*) FROM whatsapp_inbox WHERE state = 'Waiting'"))[0] == "0"
        );
        // What is logged after a commit may come a moment after others see the commit.
        await Eventually.True(
            "it is logged",
            () => host.Log.Any(line => line.Contains("kept without being processed"))
        );

        host.Log.ShouldAllBe(line =>
            !line.Contains("a secret word")
            && !line.Contains(Payload.Customer)
            && !line.Contains(TrunklineHost.AccessToken)
            && !line.Contains(TrunklineHost.DemoPassword)
        );
    }

    [Fact]
    public async Task What_is_answered_by_a_refusal_is_no_fault_and_leaves_nothing_of_it_in_the_log()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var guest = host.Visitor();
        using var session = await guest.Http.PostAsJsonAsync(
            "/api/v1/sessions",
            new { email = DemoPerson.Cy.Email, password = TrunklineHost.DemoPassword },
            TestContext.Current.CancellationToken
        );
        var token = (await session.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        using var program = host.WithToken(token);

        using var answer = await program.PostAsJsonAsync(
            $"/api/v1/conversations/%2B{Payload.Customer}/messages",
            new { text = "Hello" },
            TestContext.Current.CancellationToken
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        host.Log.ShouldAllBe(line => !line.Contains(Payload.Customer));
    }

    [Fact]
    public async Task A_collector_is_told_how_many_webhooks_came_and_never_who_wrote_what()
    {
        await using var host = await A.Host()
            .WithDemo()
            .Listening()
            .With("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single())
            .With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .With("OTEL_METRIC_EXPORT_INTERVAL", "200")
            .Start();
        using var meta = new Meta(host);

        await meta.Delivers(Payload.Text("wamid.measured", "a secret word"));

        // Apart, since the names of some activities begin those of meters.
        (string Signal, string Name)[] stages =
        [
            ("metrics", "whatsapp.webhooks.received"),
            ("traces", "whatsapp.webhook"),
            ("traces", "whatsapp.inbox.commit"),
            ("metrics", "whatsapp.inbox.oldest"),
            ("metrics", "whatsapp.inbox.processed"),
            ("traces", "whatsapp.lane.batch"),
            ("metrics", "trunkline.messages.decided"),
            ("traces", "trunkline.messages.decide"),
            ("metrics", "whatsapp.outbox.oldest"),
            ("metrics", "trunkline.work.owned"),
            ("metrics", "trunkline.jobs.oldest"),
        ];
        foreach (var (signal, name) in stages)
            await Eventually.True(
                $"{name} arrives",
                () => exported.Any(one => one.Signal == signal && one.Body.Contains(name))
            );
        exported.ShouldAllBe(one => !one.Body.Contains("a secret word") && !one.Body.Contains(Payload.Customer));
    }
}
