using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Conversations.Receiving;

/// <summary>On PostgreSQL a lane and an administrator write side by side, and neither sees what the other is about to commit.</summary>
public sealed class ReceivableMeanwhileTests : IAsyncLifetime
{
    private readonly Talk talk = new() { Store = Store.PostgreSql };

    public ValueTask InitializeAsync() => talk.InitializeAsync();

    public ValueTask DisposeAsync() => talk.DisposeAsync();

    [Fact]
    public async Task What_nobody_could_receive_when_it_was_read_reaches_whoever_may_when_it_is_stored()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        await talk.Switch("WhatsApp", on: false);
        await NoWorkLeft();
        Received received = null!;

        await talk.Brings(
            number,
            "Is anybody there?",
            async kept =>
            {
                received = kept;
                await talk.Switch("WhatsApp", on: true);
                await NoWorkLeft();
            }
        );

        received.Receipt.ShouldBe(Receipt.Waiting);
        await Eventually.True(
            "it is delivered",
            async () =>
                (
                    await talk.Host.Database.Ask(
                        $"SELECT hold FROM conversations_message WHERE id = '{received.Message}'"
                    )
                )[0] == "None"
        );
    }

    private Task NoWorkLeft() =>
        Eventually.True(
            "the work that follows is done",
            async () => (await talk.Host.Database.Ask("SELECT COUNT(*) FROM platform_job"))[0] == "0"
        );
}
