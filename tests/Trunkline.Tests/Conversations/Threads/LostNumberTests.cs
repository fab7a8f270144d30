using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Conversations.Threads;

/// <summary>Whoever loses a number keeps what was said, until something is said that others go on with.</summary>
public abstract class LostNumberTests(Store store) : IAsyncLifetime
{
    private readonly Talk talk = new() { Store = store };
    private readonly string phone = Talk.NewPhone();
    private Visitor admin = null!;
    private Visitor ana = null!;
    private Visitor bo = null!;

    public async ValueTask InitializeAsync()
    {
        await talk.InitializeAsync();
        (admin, ana, bo) = (
            await talk.Enters(DemoPerson.WhatsAppAdministrator),
            await talk.Enters(DemoPerson.Ana),
            await talk.Enters(DemoPerson.Bo)
        );
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        ana.Dispose();
        bo.Dispose();
        await talk.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_customers_next_message_is_for_whoever_has_the_number_now()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var conversation = (await talk.Writes(number, phone, "For Ana")).Conversation!.Value;
        await Give(number, "Bo Chen (bo.chen@abcbank.example)");
        (await Read(ana, conversation)).ShouldContain("For Ana");
        await using var live = await ana.Follow("/app/live");

        await talk.Writes(number, phone, "For Bo");

        var told = (await live.Next()).Data;
        told.ShouldContain($"action=\"leave\" target=\"conversation-{conversation}\"");
        told.ShouldNotContain("For Bo");
        await HasLeft(ana, conversation);
        var his = await Read(bo, conversation);
        his.ShouldContain("For Bo");
        his.ShouldNotContain("For Ana");
        // He is the only one who does.
        (await bo.Open($"/app/conversations/{conversation}")).Text.ShouldNotContain("Taking part");
    }

    [Fact]
    public async Task What_a_colleague_says_is_not_for_whoever_was_moved_away()
    {
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        await Desk(number, "Ana Ruiz", "Bo Chen");
        var conversation = (await talk.Writes(number, phone, "For both")).Conversation!.Value;
        (await Read(ana, conversation)).ShouldContain("For both");
        await MoveAnaSouth();

        (
            await bo.Api(HttpMethod.Post, $"/api/v1/conversations/{conversation}/messages", new { text = "From Bo" })
        ).Status.ShouldBe(HttpStatusCode.Created);

        await HasLeft(ana, conversation);
        (await Read(bo, conversation)).ShouldContain("For both");
    }

    [Fact]
    public async Task Whoever_gets_the_number_back_steps_in_once_more()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var conversation = (await talk.Writes(number, phone, "For Ana")).Conversation!.Value;
        await Give(number, "Bo Chen (bo.chen@abcbank.example)");
        await talk.Writes(number, phone, "For Bo");
        await Give(number, "Ana Ruiz (ana.ruiz@abcbank.example)");

        await talk.Writes(number, phone, "For Ana again");

        var hers = await Read(ana, conversation);
        hers.ShouldContain("For Ana again");
        hers.ShouldNotContain("For Bo");
        (await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{conversation}"))
            .Json.GetProperty("unread")
            .GetInt32()
            .ShouldBe(1);
        await HasLeft(bo, conversation);
    }

    [Fact]
    public async Task To_whoever_gets_the_number_back_its_customer_is_no_stranger()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var conversation = (await talk.Writes(number, phone, "For Ana")).Conversation!.Value;
        await Give(number, "Bo Chen (bo.chen@abcbank.example)");
        await talk.Writes(number, phone, "For Bo");
        await Give(number, "Ana Ruiz (ana.ruiz@abcbank.example)");
        await talk.Restrict(DemoPerson.Ana, on: true);

        await talk.Writes(number, phone, "For Ana again");

        (await Read(ana, conversation)).ShouldContain("For Ana again");
    }

    [Fact]
    public async Task Whoever_has_the_number_now_may_write_to_its_customers()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var conversation = (await talk.Writes(number, phone, "For Ana")).Conversation!.Value;
        await Give(number, "Bo Chen (bo.chen@abcbank.example)");

        var started = await bo.Api(
            HttpMethod.Post,
            "/api/v1/conversations",
            new { to = "+" + phone, number = number.Id.ToString() }
        );

        started.Status.ShouldBe(HttpStatusCode.Created, started.Text);
        started.Json.GetProperty("id").GetString().ShouldBe(conversation.ToString());
        // Nothing was said since, and what was said before is not shown as the last of it.
        (await bo.Api(HttpMethod.Get, $"/api/v1/conversations/{conversation}")).Text.ShouldNotContain("For Ana");
        (await bo.Open("/app")).Text.ShouldNotContain("For Ana");
        await HasLeft(ana, conversation);
    }

    [Fact]
    public async Task What_waits_for_the_new_owner_is_shown_to_nobody_before()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var conversation = (await talk.Writes(number, phone, "For Ana")).Conversation!.Value;
        await talk.Set(DemoPerson.Bo, await talk.WhatsApp(), on: false);
        await Give(number, "Bo Chen (bo.chen@abcbank.example)");

        await talk.Writes(number, phone, "For Bo");

        (await Read(ana, conversation)).ShouldNotContain("For Bo");
        await talk.Set(DemoPerson.Bo, await talk.WhatsApp(), on: true);
        await Eventually.True(
            "Bo has it",
            async () => (await Read(bo, conversation)).Contains("For Bo", StringComparison.Ordinal)
        );
        await HasLeft(ana, conversation);
    }

    [Fact]
    public async Task A_correction_that_waits_for_the_new_owner_changes_nothing_before()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var conversation = await Orders(number);
        await talk.Set(DemoPerson.Bo, await talk.WhatsApp(), on: false);
        await Give(number, "Bo Chen (bo.chen@abcbank.example)");

        await Brings(number, new IncomingContent.Edited("wamid.order", "Sell ten"), "wamid.correction");
        await Brings(number, new IncomingContent.Reaction("wamid.order", "👍"), "wamid.reaction");

        var hers = await Read(ana, conversation);
        hers.ShouldContain("Buy ten");
        hers.ShouldNotContain("Sell ten");
        hers.ShouldNotContain("👍");
        (await ana.Open($"/app/conversations/{conversation}")).Text.ShouldNotContain("👍");
    }

    [Fact]
    public async Task A_correction_alone_reaches_whoever_saw_what_it_corrects_and_brings_nobody()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var conversation = await Orders(number);
        await Give(number, "Bo Chen (bo.chen@abcbank.example)");

        await Brings(number, new IncomingContent.Edited("wamid.order", "Sell ten"), "wamid.correction");

        (await Read(ana, conversation)).ShouldContain("Sell ten");
        (await bo.Api(HttpMethod.Get, "/api/v1/conversations")).Text.ShouldNotContain(conversation.ToString());
    }

    [Fact]
    public async Task A_correction_that_waited_is_seen_when_it_is_delivered()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var conversation = await Orders(number);
        var whatsApp = await talk.WhatsApp();
        await talk.Set(DemoPerson.Ana, whatsApp, on: false);
        await Brings(number, new IncomingContent.Edited("wamid.order", "Sell ten"), "wamid.correction");
        (await Read(ana, conversation)).ShouldNotContain("Sell ten");

        await talk.Set(DemoPerson.Ana, whatsApp, on: true);

        await Eventually.True(
            "she sees it",
            async () => (await Read(ana, conversation)).Contains("Sell ten", StringComparison.Ordinal)
        );
    }

    private async Task<ConversationId> Orders(BusinessNumber number) =>
        (await Brings(number, new IncomingContent.Text("Buy ten"), "wamid.order")).Conversation!.Value;

    private Task<Received> Brings(BusinessNumber number, IncomingContent content, string id) =>
        talk.Brings(number, content, id, new CustomerIdentity(IdentityKind.ChannelPhone, phone));

    [Fact]
    public async Task Whoever_left_stays_on_the_record_and_is_not_deleted()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        await talk.Host.Database.Ask("DELETE FROM conversations_participant");
        await talk.Writes(number, phone, "For Ana");
        await Give(number, "Bo Chen (bo.chen@abcbank.example)");
        await talk.Writes(number, phone, "For Bo");

        var account = await talk.Account(DemoPerson.Ana);
        var asked = await admin.Open($"/portal/o/{account.Organization}/accounts/{account.Id}/delete");

        asked.Text.ShouldContain("takes part in a conversation");
    }

    private async Task HasLeft(Visitor person, ConversationId conversation)
    {
        foreach (var address in new[] { "", "/messages" })
        {
            var answer = await person.Api(HttpMethod.Get, $"/api/v1/conversations/{conversation}{address}");
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.NotFound, "conversation_left"));
        }
        (await person.Api(HttpMethod.Get, "/api/v1/conversations")).Text.ShouldNotContain(conversation.ToString());
        var page = await person.Open("/app");
        page.Document.QuerySelector($"#conversation-{conversation}").ShouldBeNull();
    }

    private static async Task<string> Read(Visitor person, ConversationId conversation) =>
        (await person.Api(HttpMethod.Get, $"/api/v1/conversations/{conversation}/messages")).Text;

    private async Task Give(BusinessNumber number, string name)
    {
        var page = await OpenNumber(number);
        var given = await page.Form("Save").Tick("One account has it for itself").Fill("Account", name).Submit();
        given.Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task Desk(BusinessNumber number, params string[] names)
    {
        var form = (await OpenNumber(number)).Form("Save");
        foreach (var name in names)
            form = form.Tick(name);
        (await form.Submit()).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Page> OpenNumber(BusinessNumber number)
    {
        var organization = (await talk.Account(DemoPerson.Bo)).Organization;
        return await admin.Open($"/portal/o/{organization}/setup/whatsapp-numbers/{number.Id}");
    }

    private async Task MoveAnaSouth()
    {
        var south = (await talk.Account(DemoPerson.Dee)).Organization;
        var account = await talk.Account(DemoPerson.Ana);
        var page = await admin.Open($"/portal/o/{account.Organization}/accounts/{account.Id}/move");
        var review = await page.Form("Review the move").Fill("New organization", south.ToString()).Submit();
        (await review.Press("Move to WhatsApp South")).Status.ShouldBe(HttpStatusCode.OK);
    }
}

public sealed class LostNumberOnSqliteTests() : LostNumberTests(Store.Sqlite);

public sealed class LostNumberOnPostgreSqlTests() : LostNumberTests(Store.PostgreSql);
