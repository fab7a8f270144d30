using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.Tests.WhatsApp.Sending;

/// <summary>A server that is told to stop while WhatsApp takes its time to answer.</summary>
public sealed class StoppingTests
{
    private const string First = "wamid.first";

    [Fact]
    public async Task What_is_on_its_way_when_the_server_stops_is_waited_for()
    {
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var whatsApp = new SlowWhatsApp(answers.Task);
        await using var database = await TestDatabase.Create(Store.Sqlite);
        var host = await A.Host()
            .WithDemo()
            .On(database)
            .With(services =>
                services
                    .AddHttpClient(PostMessage.Client)
                    .ConfigurePrimaryHttpMessageHandler(() => whatsApp)
                    .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            )
            .Start();
        using (var meta = new Meta(host))
            await meta.Delivers(Payload.Text(First, "Are you there?"));
        await Eventually.True("the message arrived", async () => await host.Messages(First) == 1);
        using (var cy = await host.SignedIn(DemoPerson.Cy))
            await cy.Writes(await host.ThreadOf(First), "I am");
        await Eventually.True("it is on its way", () => whatsApp.Asked);

        var told = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var stopping = host.DisposeAsync().AsTask();
        await Eventually.True("it is told to stop", () => told.IsCancellationRequested);
        // Long enough for whoever does not wait to be gone.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        answers.SetResult();
        await stopping;

        (await database.Ask("SELECT provider_id FROM conversations_message WHERE text = 'I am'")).ShouldBe([
            "wamid.slow",
        ]);
        (await database.Ask("SELECT COUNT(*) FROM whatsapp_outbox")).ShouldBe(["0"]);
    }

    private sealed class SlowWhatsApp(Task answers) : HttpMessageHandler
    {
        public bool Asked { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Asked = true;
            await answers.WaitAsync(cancellationToken);
            return new(HttpStatusCode.OK)
            {
                Content = new StringContent(
                    """{"messages":[{"id":"wamid.slow"}]}""",
                    Encoding.UTF8,
                    "application/json"
                ),
            };
        }
    }
}
