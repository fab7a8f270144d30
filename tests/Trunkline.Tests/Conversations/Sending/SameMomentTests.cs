using System.Globalization;
using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Conversations.Sending;

/// <summary>
/// An employee writes or reads in the moment in which another process changes the same conversation. A message that it stores
/// then has a time of two days ahead, as after a clock was set back: what is written stands after it.
/// </summary>
public sealed class SameMomentTests(SameMomentTests.Shared shared) : IClassFixture<SameMomentTests.Shared>
{
    private readonly Talk talk = shared.Talk;

    [Fact]
    public async Task A_message_waits_for_what_the_other_process_stores()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var conversation = await Received(Talk.NewPhone());

        await Meet(
            conversation,
            () => ana.Api(HttpMethod.Post, $"{Address(conversation)}/messages", new { text = "In the same moment" })
        );
    }

    [Fact]
    public async Task A_repeated_message_waits_for_it_too()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var conversation = await Received(Talk.NewPhone());
        var failing = await ana.Api(HttpMethod.Post, $"{Address(conversation)}/messages", new { text = "Not yet" });
        Id.TryParse<MessageId>(failing.Json.GetProperty("id").GetString(), out var failed).ShouldBeTrue(failing.Text);
        await talk.Report(failed, DeliveryEvent.Failed, new("131026", "It did not arrive.", null, MayRetry: true));

        await Meet(conversation, () => ana.Api(HttpMethod.Post, $"{Address(conversation)}/messages/{failed}/retries"));
    }

    [Fact]
    public async Task A_new_request_for_consent_waits_for_it_too()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var started = await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + Talk.NewPhone() });
        Id.TryParse<ConversationId>(started.Json.GetProperty("id").GetString(), out var conversation)
            .ShouldBeTrue(started.Text);
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(25));

        await Meet(conversation, () => ana.Api(HttpMethod.Post, $"{Address(conversation)}/consent-requests"));
    }

    [Fact]
    public async Task Joining_a_conversation_that_nobody_is_in_waits_for_it_too()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        await talk.Restrict(DemoPerson.Ana, on: true);
        var conversation = await Received(phone);
        await talk.Restrict(DemoPerson.Ana, on: false);

        var joined = await Meet(
            conversation,
            () => ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + phone })
        );

        joined.Json.GetProperty("id").GetString().ShouldBe(conversation.ToString());
    }

    [Fact]
    public async Task What_another_page_marks_as_read_meanwhile_stays_read()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var conversation = await Received(Talk.NewPhone());

        // The other page has seen a second message; whoever marks holds the conversation.
        var (read, answer) = await talk.Host.Database.During(
            $"""
            {Shows(conversation)}
            UPDATE conversations_participant SET read_count = shown.incoming_count, has_unread = false
            FROM shown WHERE conversation_id = shown.id RETURNING read_count
            """,
            () => ana.Api(HttpMethod.Post, $"{Address(conversation)}/read")
        );

        answer.Status.ShouldBe(HttpStatusCode.NoContent, answer.Text);
        var kept = await talk.Host.Database.Ask(
            $"SELECT read_count FROM conversations_participant WHERE conversation_id = '{conversation.Value}'"
        );
        kept.ShouldBe([read.ToString(CultureInfo.InvariantCulture)]);
    }

    [Fact]
    public async Task What_is_shown_while_the_conversation_is_marked_as_read_is_unread()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var conversation = await Received(Talk.NewPhone());

        await talk.Host.Database.During(
            $"""
            {Shows(conversation)}
            UPDATE conversations_participant SET has_unread = true
            FROM shown WHERE conversation_id = shown.id RETURNING shown.incoming_count
            """,
            () => ana.Api(HttpMethod.Post, $"{Address(conversation)}/read")
        );

        (await KeptTwice.Differ(talk.Host.Database)).ShouldBeEmpty();
        var unread = (await ana.Api(HttpMethod.Get, Address(conversation))).Json.GetProperty("unread");
        unread.GetInt32().ShouldBe(1);
    }

    /// <summary>The customer's message comes a second time, under another id.</summary>
    private static string Shows(ConversationId conversation) =>
        $$"""
            WITH shown AS (
                UPDATE conversations_conversation SET incoming_count = incoming_count + 1
                WHERE id = '{{conversation.Value}}' RETURNING id, incoming_count
            ), stored AS (
                INSERT INTO conversations_message
                SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(), 'provider_id', gen_random_uuid()))).*
                FROM conversations_message one
                WHERE one.conversation_id = '{{conversation.Value}}' AND one.direction = 'Incoming'
            )
            """;

    /// <summary>Writes while the other process stores; answers once that one is done, and what was written stands after it.</summary>
    private async Task<ApiAnswer> Meet(ConversationId conversation, Func<Task<ApiAnswer>> write)
    {
        var (stored, answer) = await talk.Host.Database.During(
            $"""
            UPDATE conversations_conversation SET last_stored_at = last_stored_at + 172800000000
            WHERE id = '{conversation.Value}' RETURNING last_stored_at
            """,
            write
        );

        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        var last = await talk.Host.Database.Ask(
            $"SELECT max(stored_at) FROM conversations_message WHERE conversation_id = '{conversation.Value}'"
        );
        long.Parse(last.Single(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(stored);
        return answer;
    }

    private async Task<ConversationId> Received(string phone) =>
        (await talk.Writes(await talk.NumberOf(DemoPerson.Ana), phone, "Hello")).Conversation!.Value;

    private static string Address(ConversationId conversation) => $"/api/v1/conversations/{conversation}";

    public sealed class Shared : IAsyncLifetime
    {
        public Talk Talk { get; } = new() { Store = Store.PostgreSql };

        public ValueTask InitializeAsync() => Talk.InitializeAsync();

        public ValueTask DisposeAsync() => Talk.DisposeAsync();
    }
}
