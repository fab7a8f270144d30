using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Conversations.Contracts;
using Trunkline.TestKit;
using Trunkline.WhatsApp.Sending;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.Tests.WhatsApp.Sending;

/// <summary>What is known of a POST of which WhatsApp was not heard.</summary>
public sealed class PostMessageTests
{
    [Fact]
    public async Task A_connection_that_does_not_come_about_in_time_has_sent_nothing()
    {
        // It takes the connection and never says a word of TLS.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var host = await A.Host()
            .WithDemo()
            .Listening()
            .With("WhatsApp:GraphBaseUrl", $"https://{silent.LocalEndpoint}")
            .With(services =>
                services
                    .AddHttpClient(PostMessage.Client)
                    .ConfigurePrimaryHttpMessageHandler(
                        (handler, _) =>
                            ((SocketsHttpHandler)handler).ConnectTimeout.ShouldBe(PostMessage.PatienceForConnection)
                    )
                    .ConfigurePrimaryHttpMessageHandler(
                        (handler, _) => ((SocketsHttpHandler)handler).ConnectTimeout = TimeSpan.FromMilliseconds(200)
                    )
            )
            .Start();

        var outcome = await host
            .Services.GetRequiredService<PostMessage>()
            .RunAsync(
                new(
                    Guid.CreateVersion7(),
                    new(Guid.CreateVersion7()),
                    "1",
                    new OutgoingSend.Text("Hello"),
                    new CustomerAddress("4917", null),
                    1
                ),
                TestContext.Current.CancellationToken
            );

        outcome.ShouldBeOfType<SendOutcome.Unreachable>();
    }
}
