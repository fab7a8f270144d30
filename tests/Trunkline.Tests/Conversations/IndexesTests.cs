using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Live;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Conversations;

/// <summary>
/// A bank keeps ten million messages. What happens with every message and on every page of the app must not walk over those
/// of everybody: SQLite is asked how it would run each statement that the app's day made.
/// </summary>
public sealed partial class IndexesTests(Talk talk) : IClassFixture<Talk>
{
    // What grows with the messages or the customers, or has a row for everybody.
    private static readonly string[] Growing =
    [
        "accounts_account",
        "auditing_change",
        "conversations_conversation",
        "conversations_customer",
        "conversations_identity",
        "conversations_participant",
        "conversations_message",
        "conversations_consent_fact",
        "conversations_delivery_report",
        "organizations_feature_edit",
        "platform_idempotent_answer",
        "platform_live_event",
        "whatsapp_inbox",
        "whatsapp_number",
        "whatsapp_outbox",
        "whatsapp_parked_status",
    ];

    // Whoever asks by these alone gets everything of an enterprise, of one of its numbers, or half of it.
    private static readonly string[] Common =
    [
        "enterprise_id",
        "number_id",
        "number",
        "channel",
        "kind",
        "state",
        "status",
        "hold",
        "direction",
    ];

    private const string Unread = "IX_conversations_participant_enterprise_id_account_id ";

    [Fact]
    public async Task No_statement_of_the_apps_day_walks_over_the_messages_of_everybody()
    {
        var said = new ConcurrentDictionary<string, bool>();
        using var listening = DiagnosticListener.AllListeners.Subscribe(
            new Listeners(talk.Host.Database.ConnectionString, said)
        );
        await LiveADay();

        var walks = said.Keys.SelectMany(Walking).ToList();

        said.Count.ShouldBeGreaterThan(50);
        walks.ShouldBeEmpty();
    }

    private async Task LiveADay()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        await using var live = await LiveStream.Open(ana.Http, "/app/live");
        var phone = Talk.NewPhone();
        var received = await talk.Writes(number, phone, "Good morning");
        var again = await talk.Writes(number, phone, "Are you there?");
        await live.NextSaying("Are you there?");
        var thread = $"/api/v1/conversations/{received.Conversation}";
        await ana.Api(HttpMethod.Post, thread + "/read");
        await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + phone });
        await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + Talk.NewPhone() });
        var sent = await ana.Api(HttpMethod.Post, thread + "/messages", new { text = "Here I am" });
        await talk.Report(new MessageId(Guid.Parse(sent.Json.GetProperty("id").GetString()!)), DeliveryEvent.Read);
        await live.NextSaying("Here I am");
        foreach (
            var address in new[]
            {
                "/app",
                "/app?q=Customer",
                "/app?filter=unread",
                $"/app/conversations/{received.Conversation}",
                $"/app/conversations/{received.Conversation}?details=true",
            }
        )
            await ana.Open(address);
        foreach (var address in new[] { "/api/v1/conversations", thread, thread + $"/messages?before={again.Message}" })
            ((int)(await ana.Api(HttpMethod.Get, address)).Status).ShouldBe(200, address);
        await Eventually.True(
            "the message is sent",
            async () => (await talk.Host.Database.Ask("SELECT COUNT(*) FROM whatsapp_outbox")).Single() == "0"
        );
    }

    private IEnumerable<string> Walking(string statement)
    {
        var names = Alias()
            .Matches(statement)
            .ToLookup(one => one.Groups["alias"].Value, one => one.Groups["table"].Value);
        using var connection = new SqliteConnection(talk.Host.Database.ConnectionString);
        connection.Open();
        using var explain = connection.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + statement;
        foreach (Match parameter in Parameter().Matches(statement))
            if (!explain.Parameters.Contains(parameter.Value))
                explain.Parameters.AddWithValue(parameter.Value, DBNull.Value);
        using var plan = explain.ExecuteReader();
        while (plan.Read())
        {
            var step = plan.GetString(3);
            var name = step.Split(' ').ElementAtOrDefault(1) ?? "";
            var grows = Growing.Contains(name) || names[name].Any(Growing.Contains);
            // Of the queues there may be read all that waits.
            var waits =
                names[name].Contains("whatsapp_outbox")
                || step.Contains("IX_whatsapp_inbox_", StringComparison.Ordinal);
            var scans = step.StartsWith("SCAN", StringComparison.Ordinal) && !waits;
            // At a front desk everybody takes part in everything: all of a person's conversations are looked at only to list the newest.
            var all =
                step.Contains("_participant_", StringComparison.Ordinal)
                && step.EndsWith("(enterprise_id=? AND account_id=?)", StringComparison.Ordinal)
                && !step.Contains(Unread, StringComparison.Ordinal)
                && !NewestFirst().IsMatch(statement);
            if (grows && (scans || all || (!waits && SearchesCommonOnly(step))))
                yield return $"{step}\nin {statement}";
        }
    }

    [GeneratedRegex("""ORDER BY "\w+"\."active_at" DESC\s+LIMIT @p\b""", RegexOptions.None, 1000)]
    private static partial Regex NewestFirst();

    private static bool SearchesCommonOnly(string step) =>
        Sought().Match(step) is { Success: true } sought
        && sought.Groups["column"].Captures.Select(one => one.Value).All(Common.Contains);

    [GeneratedRegex(@"\((?:(?<column>\w+)[=<>]+\?(?: AND )?)+\)", RegexOptions.None, 1000)]
    private static partial Regex Sought();

    [GeneratedRegex("\"?(?<table>\\w+)\"? AS \"?(?<alias>\\w+)\"?", RegexOptions.None, 1000)]
    private static partial Regex Alias();

    [GeneratedRegex(@"[@$]\w+", RegexOptions.None, 1000)]
    private static partial Regex Parameter();

    private sealed class Listeners(string database, ConcurrentDictionary<string, bool> said)
        : IObserver<DiagnosticListener>,
            IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore")
                value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            // Other tests' hosts are heard too; their databases are others.
            if (
                value.Value is CommandEventData { Command: DbCommand { Connection: { } connection } command }
                && connection.DataSource == new SqliteConnectionStringBuilder(database).DataSource
                && Asks().IsMatch(command.CommandText)
                && !command.CommandText.EndsWith("WHERE 0", StringComparison.Ordinal)
            )
                said.TryAdd(command.CommandText, true);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }

    [GeneratedRegex(@"^(?:\s|--.*\n)*(?:SELECT|UPDATE|DELETE|INSERT|WITH)\b", RegexOptions.None, 1000)]
    private static partial Regex Asks();
}
