using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.WhatsApp.Webhooks;

/// <summary>A process that cannot store webhooks says so to the load balancer, though its database answers everything else.</summary>
public sealed class WebhooksStoredTests
{
    [Fact]
    public async Task Whoever_cannot_store_webhooks_is_not_ready_for_them()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        var direct = await DirectRole.Create(database);
        await using var host = await A.Host()
            .On(database)
            .WithDemo()
            .With("Database:DirectConnectionString", direct.ConnectionString)
            .Start();
        using var meta = new Meta(host);
        using var balancer = host.Visitor();
        await meta.Delivers(Payload.Text("wamid.before", "Hello"));
        (await Ready()).ShouldBe((HttpStatusCode.OK, "Ready."));

        await direct.CutOff();
        using var refused = await meta.Post(Payload.Text("wamid.after", "Hello again"));

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Ready()).ShouldBe((HttpStatusCode.ServiceUnavailable, "Webhooks cannot be stored at present."));
        (await Ready("ready")).ShouldBe((HttpStatusCode.OK, "Ready."), "people are served");
        host.Clock.MoveForward(TimeSpan.FromSeconds(11));
        await Eventually.True("it is tried again", async () => await Ready() == (HttpStatusCode.OK, "Ready."));

        async Task<(HttpStatusCode, string)> Ready(string what = "webhooks")
        {
            using var answer = await balancer.Http.GetAsync($"/health/{what}", TestContext.Current.CancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
