using System.Text.Json.Nodes;
using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Waiting;
using Trunkline.Tests.WhatsApp;

namespace Trunkline.Tests.Conversations.Sending;

public class MarketingStoppedTests
{
    [Fact]
    public async Task Who_stopped_marketing_in_WhatsApp_is_sent_no_template_until_it_is_allowed_again()
    {
        await using var talk = await Talk.Alone();
        var phone = Talk.NewPhone();
        var conversation = (
            await talk.Writes(await talk.NumberOf(DemoPerson.Bo, shared: true), phone, "Hello")
        ).Conversation;
        var clock = talk.Host.Clock;
        clock.MoveForward(TimeSpan.FromHours(25));
        using var bo = await talk.Enters(DemoPerson.Bo);
        var address = $"/api/v1/conversations/{conversation}/messages";
        var reopen = new { template = MessageTemplate.ConversationReopenName };

        await Wishes(talk, phone, "stop", clock.GetUtcNow());

        (await bo.Api(HttpMethod.Post, address, reopen)).Code.ShouldBe("marketing_stopped");
        var page = await bo.Open($"/app/conversations/{conversation}");
        page.Text.ShouldContain("has stopped marketing");
        page.Offers("Send a template").ShouldBeFalse();
        await Wishes(talk, phone, "resume", clock.GetUtcNow().AddSeconds(1));
        (await bo.Api(HttpMethod.Post, address, reopen)).Status.ShouldBe(System.Net.HttpStatusCode.Created);
    }

    [Fact]
    public async Task Who_stopped_marketing_and_was_never_asked_is_not_asked()
    {
        await using var talk = await Talk.Alone();
        var phone = Talk.NewPhone();
        await Wishes(talk, phone, "stop", TimeProvider.System.GetUtcNow());
        using var cy = await talk.Enters(DemoPerson.Cy);

        var started = await cy.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + phone });

        started.Code.ShouldBe("marketing_stopped");
        (await talk.Host.Database.Ask("SELECT COUNT(*) FROM whatsapp_outbox")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Who_writes_after_stopping_marketing_can_be_sent_a_template_later()
    {
        await using var talk = await Talk.Alone();
        var phone = Talk.NewPhone();
        await Wishes(talk, phone, "stop", TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var conversation = (
            await talk.Writes(await talk.NumberOf(DemoPerson.Bo, shared: true), phone, "Hello")
        ).Conversation;
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(25));
        using var bo = await talk.Enters(DemoPerson.Bo);

        var sent = await bo.Api(
            HttpMethod.Post,
            $"/api/v1/conversations/{conversation}/messages",
            new { template = MessageTemplate.ConversationReopenName }
        );

        sent.Status.ShouldBe(System.Net.HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_template_that_waits_does_not_go_out_to_whoever_stops_marketing_meanwhile()
    {
        await using var talk = await Talk.Alone();
        var phone = Talk.NewPhone();
        var conversation = (
            await talk.Writes(await talk.NumberOf(DemoPerson.Bo, shared: true), phone, "Hello")
        ).Conversation;
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(25));
        using var bo = await talk.Enters(DemoPerson.Bo);
        await bo.IsRefusedForNow();
        (
            await bo.Api(
                HttpMethod.Post,
                $"/api/v1/conversations/{conversation}/messages",
                new { template = MessageTemplate.ConversationReopenName }
            )
        ).Status.ShouldBe(System.Net.HttpStatusCode.Created);
        await Eventually.True("it waits", async () => await Waits(talk));

        await Wishes(talk, phone, "stop", talk.Host.Clock.GetUtcNow());
        talk.Host.Clock.MoveForward(TimeSpan.FromMinutes(10));

        await Eventually.True(
            "it has failed",
            async () =>
                (await talk.Host.Database.Ask("SELECT progress FROM conversations_message WHERE state = 'Failed'")).Any(
                    progress => progress.Contains("marketing-stopped", StringComparison.Ordinal)
                )
        );
        (await talk.Host.Database.Ask("SELECT COUNT(*) FROM whatsapp_outbox")).ShouldBe(["0"]);
    }

    private static async Task<bool> Waits(Talk talk) =>
        (await talk.Host.Database.Ask("SELECT 1 FROM whatsapp_outbox WHERE state = 'Waiting' AND attempts = 1")).Count
        == 1;

    private static async Task Wishes(Talk talk, string phone, string wish, DateTimeOffset at)
    {
        var counted = "SELECT COUNT(*) FROM whatsapp_category_wish";
        var before = (await talk.Host.Database.Ask(counted))[0];
        using var meta = new Meta(talk.Host);
        var change = Payload.Change(field: "user_preferences");
        change["value"]!["user_preferences"] = new JsonArray(
            new JsonObject
            {
                ["wa_id"] = phone,
                ["detail"] = "The customer has chosen",
                ["category"] = "marketing_messages",
                ["value"] = wish,
                ["timestamp"] = at.ToUnixTimeSeconds(),
            }
        );
        await meta.Delivers(Payload.Of([change]));
        await Eventually.True("it is known", async () => (await talk.Host.Database.Ask(counted))[0] != before);
    }
}
