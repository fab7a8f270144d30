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

    [Fact]
    public async Task However_much_waits_in_one_conversation_all_of_it_is_shown_in_its_order()
    {
        var (number, phone) = (await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone());
        await talk.Switch("WhatsApp", on: false);
        string[] said = [.. Enumerable.Range(1, 450).Select(index => $"{index:000} of many")];
        await talk.WritesAtOnce(number, phone, said);

        await talk.Switch("WhatsApp", on: true);

        await NoWorkLeft();
        (
            await talk.Host.Database.Ask(
                "SELECT text FROM conversations_message WHERE text LIKE '% of many' AND hold = 'None' ORDER BY second, stored_at"
            )
        ).ShouldBe(said);
    }

    [Fact]
    public async Task Whoever_starts_a_conversation_in_which_something_waits_is_shown_it()
    {
        var (number, phone) = (await talk.NumberOf(DemoPerson.Bo, shared: true), Talk.NewPhone());
        await talk.Set(DemoPerson.Bo, await talk.WhatsApp(), on: false);
        var waits = await talk.Writes(number, phone, "Is nobody there?");
        waits.Receipt.ShouldBe(Receipt.Waiting);
        using var ana = await talk.Enters(DemoPerson.Ana);

        var started = await ana.Api(
            HttpMethod.Post,
            "/api/v1/conversations",
            new { to = "+" + phone, number = number.Id.ToString() }
        );

        started.Json.GetProperty("id").GetString().ShouldBe(waits.Conversation.ToString());
        started.Json.GetProperty("unread").GetInt32().ShouldBe(1);
        (await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{waits.Conversation}/messages")).Text.ShouldContain(
            "Is nobody there?"
        );
    }

    private Task NoWorkLeft() =>
        Eventually.True(
            "the work that follows is done",
            async () => (await talk.Host.Database.Ask("SELECT COUNT(*) FROM platform_job"))[0] == "0"
        );
}
