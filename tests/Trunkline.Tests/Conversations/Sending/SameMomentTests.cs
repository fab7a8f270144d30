using System.Globalization;
using System.Net;
using Npgsql;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Conversations.Sending;

/// <summary>An employee and a customer write in the same moment, in two processes on one database.</summary>
public class SameMomentTests
{
    [Fact]
    public async Task What_is_sent_while_another_message_is_stored_stands_after_it_although_the_clock_was_set_back()
    {
        await using var talk = new Talk { Store = Store.PostgreSql };
        await talk.InitializeAsync();
        using var ana = await talk.Enters(DemoPerson.Ana);
        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Hello");
        // What the other process stores now, by a clock that was an hour ahead until this moment.
        await using var other = new NpgsqlConnection(talk.Host.Database.ConnectionString + ";Pooling=false");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var begin = new NpgsqlCommand("BEGIN", other);
        await begin.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var store = new NpgsqlCommand(
            $"""
            UPDATE conversations_conversation SET last_stored_at = last_stored_at + 3600000000
            WHERE id = '{received.Conversation!.Value.Value}' RETURNING last_stored_at
            """,
            other
        );
        var stored = (long)(await store.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;

        var sending = ana.Api(
            HttpMethod.Post,
            $"/api/v1/conversations/{received.Conversation}/messages",
            new { text = "In the same moment" }
        );
        await Eventually.True("the send waits for what the other stores", Waits);
        await using var commit = new NpgsqlCommand("COMMIT", other);
        await commit.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var sent = await sending;
        sent.Status.ShouldBe(HttpStatusCode.Created, sent.Text);
        var after = await talk.Host.Database.Ask(
            "SELECT stored_at FROM conversations_message WHERE text = 'In the same moment'"
        );
        long.Parse(after.Single(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(stored);

        async Task<bool> Waits() =>
            (
                await talk.Host.Database.Ask(
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                )
            ).Count > 0;
    }
}
