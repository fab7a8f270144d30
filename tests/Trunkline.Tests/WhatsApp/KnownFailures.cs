using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;
using Trunkline.TestKit.Waiting;
using Parcel = Trunkline.WhatsApp.Webhooks.Parcel;

namespace Trunkline.Tests.WhatsApp;

/// <summary>
/// What broke other people's inboxes, a test for each line: A losing, B duplicates, C order, D identity, E sending, F security. A line
/// that another test tells already keeps its letter there: A2 InboxTests, A3 A6 A9 B1 C4 LaneTests, A10 ConnectionPageTests, B3 E2
/// SendMessageTests, B4 C2 E1 E3 SendingTests, B4 C2 E4 SettlementsTests, C1 DeliveryProgressTests, D1 PhoneAliasTests, D1 E4
/// ReceiveMessagesTests, D3 MovedCustomerTests, E3 SendingPaceTests, F1 ReceiveWebhookTests and SettingsTests. B5 and C5 are about what the
/// product does not do: it neither sends webhooks nor reminds of windows.
/// </summary>
public sealed class KnownFailures
{
    [Theory, BothStores]
    public async Task A1_What_was_answered_is_there_when_the_process_is_killed_in_the_same_moment(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        var answered = new ConcurrentBag<string>();
        await using (var doomed = await TrunklineProcess.Start(database))
        {
            using var visitor = doomed.Visitor();
            var enough = new TaskCompletionSource();
            var posts = Enumerable
                .Range(0, 200)
                .Select(async index =>
                {
                    var id = $"wamid.killed.{index}";
                    try
                    {
                        if (!(await visitor.Http.SendAsync(Signed(id))).IsSuccessStatusCode)
                            return;
                        answered.Add(id);
                        if (answered.Count >= 50)
                            enough.TrySetResult();
                    }
                    catch (HttpRequestException)
                    {
                        // The process is gone: Meta will send it again.
                    }
                })
                .ToList();
            await enough.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            await doomed.Kill();
            await Task.WhenAll(posts);
        }

        var kept = string.Concat(
            (
                await database.Ask(
                    "SELECT bodies, COALESCE(lengths, ''), COALESCE(inflated, 0) FROM whatsapp_inbox",
                    row => Parcel.Open((byte[])row[0], NullIfEmpty(row.GetString(1)), row.GetInt32(2)).ToList()
                )
            )
                .SelectMany(bodies => bodies)
                .Select(body => Encoding.UTF8.GetString(body.Span))
        );

        answered.Where(id => !kept.Contains($"\"{id}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A4_A_kind_that_nobody_knows_becomes_a_placeholder_and_the_number_goes_on()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var strange = Payload.Message("wamid.strange", "");
        strange["type"] = "hologram_of_tomorrow";
        var unsupported = Payload.Message("wamid.unsupported", "");
        unsupported["type"] = "unsupported";
        unsupported["errors"] = new JsonArray(new JsonObject { ["code"] = 131051 });

        await meta.Delivers(Payload.Of([Payload.Change(messages: [strange, unsupported])]));
        await meta.Delivers(Payload.Text("wamid.next"));

        await Eventually.True("all are stored", async () => await host.Messages("wamid.%") == 3);
        (
            await host.Ask<int>(
                $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM conversations_message WHERE kind = 'Unsupported'"
            )
        ).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task A5_Messages_and_statuses_without_contacts_are_taken()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);

        await meta.Delivers(Payload.Of([Payload.Change(messages: [Payload.Message("wamid.bare", "Hello")])]));
        await meta.Delivers(Payload.Status("wamid.elsewhere", "failed"));

        await Eventually.True("both are done", async () => await host.InboxBodies("Done") == 2);
        (await host.Messages("wamid.bare")).ShouldBe(1);
    }

    [Fact]
    public async Task A7_A_number_is_known_by_its_id_however_it_is_displayed()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var change = Payload.Change(messages: [Payload.Message("wamid.displayed", "Oi")]);
        change["value"]!["metadata"]!["display_phone_number"] = "+55 11 9 9999-0000";

        await meta.Delivers(Payload.Of([change]));

        await Eventually.True("it is stored", async () => await host.Messages("wamid.displayed") == 1);
    }

    [Fact]
    public async Task A8_A_number_that_may_not_send_receives_all_the_same()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await host.Database.Ask(
            "UPDATE whatsapp_number SET stopped_at = 1, stop_code = '190', stop_reason = 'expired'"
        );

        await meta.Delivers(Payload.Text("wamid.stopped"));

        await Eventually.True("it is stored", async () => await host.Messages("wamid.stopped") == 1);
    }

    [Fact]
    public async Task D2_An_echo_of_what_was_typed_elsewhere_is_kept_and_nobody_s_message()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text("wamid.question"));
        var echo = Payload.Change(field: "smb_message_echoes");
        var typed = Payload.Message("wamid.typed-elsewhere", "From the phone on the counter", from: "493055500101");
        typed["to"] = Payload.Customer;
        echo["value"]!["message_echoes"] = new JsonArray(typed);

        for (var delivery = 0; delivery < 2; delivery++)
            await meta.Delivers(Payload.Of([echo.DeepClone().AsObject()]));

        await Eventually.True("all are done", async () => await host.InboxBodies("Done") == 3);
        (await host.Messages("wamid.%")).ShouldBe(1);
        (await host.Events("smb_message_echoes")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A10_The_handshake_needs_no_signature()
    {
        await using var host = await A.Host().Start();
        using var meta = new Meta(host);

        var answer = await meta.Http.GetAsync(
            new Uri(
                $"{Meta.Address}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={Uri.EscapeDataString(TrunklineHost.VerifyToken)}",
                UriKind.Relative
            ),
            TestContext.Current.CancellationToken
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("1158201444");
    }

    [Fact]
    public async Task B2_Two_processes_that_get_the_same_bodies_at_once_store_each_message_once()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var one = await A.Host().WithDemo().On(database).Start();
        await using var other = await A.Host().WithDemo().On(database).Start();
        using var toOne = new Meta(one);
        using var toOther = new Meta(other);
        var bodies = Enumerable.Range(0, 30).Select(index => Payload.Text($"wamid.both.{index}", $"{index}")).ToList();

        await Task.WhenAll(bodies.SelectMany(body => new[] { toOne.Delivers(body), toOther.Delivers(body) }));

        await Eventually.True("all are done", async () => await one.InboxBodies("Done") == 60);
        (await one.Messages("wamid.both.%")).ShouldBe(30);
        (await one.InboxBodies("SetAside")).ShouldBe(0);
    }

    [Fact]
    public async Task B6_Statuses_are_no_messages()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var before = await host.Messages("%");

        foreach (var status in (string[])["sent", "delivered", "read", "played", "failed"])
            await meta.Delivers(Payload.Status("wamid.of-another-app", status));

        await Eventually.True("all are done", async () => await host.InboxBodies("Done") == 5);
        (await host.Messages("%")).ShouldBe(before);
    }

    [Theory, BothStores]
    public async Task C3_An_album_that_comes_as_parallel_webhooks_is_one_conversation(Store store)
    {
        await using var host = await A.Host().WithDemo().On(store).Start();
        using var meta = new Meta(host);

        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(index =>
                {
                    var image = Payload.Message($"wamid.album.{index}", "");
                    image["type"] = "image";
                    image["image"] = new JsonObject { ["id"] = $"{index}", ["mime_type"] = "image/jpeg" };
                    return meta.Delivers(Payload.Of([Payload.Change(messages: [image])]));
                })
        );

        await Eventually.True("all are stored", async () => await host.Messages("wamid.album.%") == 12);
        (
            await host.Ask<int>(
                $"SELECT CAST(COUNT(DISTINCT conversation_id) AS INT) AS \"Value\" FROM conversations_message WHERE provider_id LIKE 'wamid.album.%'"
            )
        ).ShouldBe(1);
    }

    [Theory, BothStores]
    public async Task D3_A_customer_who_changes_the_number_stays_the_same_customer(Store store)
    {
        await using var host = await A.Host().WithDemo().On(store).Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text("wamid.old-number"));
        var moved = Payload.Message("wamid.moved", "");
        moved["type"] = "system";
        moved["system"] = new JsonObject { ["type"] = "user_changed_number", ["wa_id"] = "16505559999" };

        // In one body: what follows is about the new number already.
        await meta.Delivers(
            Payload.Of([
                Payload.Change(messages: [moved]),
                Payload.Change(messages: [Payload.Message("wamid.new-number", "Me again", "16505559999")]),
            ])
        );

        await Eventually.True("it is stored", async () => await host.Messages("wamid.new-number") == 1);
        (
            await host.Ask<int>(
                $"SELECT CAST(COUNT(DISTINCT conversation_id) AS INT) AS \"Value\" FROM conversations_message WHERE provider_id IN ('wamid.old-number', 'wamid.new-number')"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task E1_A_failed_status_that_tells_of_the_account_stops_the_number_and_another_app_s_does_not()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var ours = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM conversations_message WHERE direction = 'Outgoing' LIMIT 1"
        );

        await meta.Delivers(FailedBy(131042, "wamid.of-another-app", null));
        await Eventually.True("it is done", async () => await host.InboxBodies("Done") == 1);
        (await Stopped(host)).ShouldBe(0);
        await meta.Delivers(FailedBy(131042, "wamid.ours", ours.ToString()));

        await Eventually.True("the number is stopped", async () => await Stopped(host) == 1);
        (
            await host.Ask<string>($"SELECT stop_reason AS \"Value\" FROM whatsapp_number WHERE stopped_at IS NOT NULL")
        ).ShouldContain("payment method");
    }

    [Fact]
    public async Task E1_A_failed_status_of_before_the_number_was_resumed_does_not_stop_it_again()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var ours = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM conversations_message WHERE direction = 'Outgoing' LIMIT 1"
        );
        var failed = FailedBy(131042, "wamid.ours", ours.ToString());
        await meta.Delivers(failed);
        await Eventually.True("the number is stopped", async () => await Stopped(host) == 1);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var number = await host.Ask<Guid>($"SELECT id AS \"Value\" FROM whatsapp_number WHERE stopped_at IS NOT NULL");
        var organization = await host.Ask<Guid>(
            $"SELECT organization_id AS \"Value\" FROM whatsapp_number WHERE id = {number}"
        );
        var page = await admin.Open($"/portal/o/{organization}/setup/whatsapp-numbers/{number}");
        await page.Press("Resume sending");

        await meta.Delivers(failed);
        await Eventually.True("it is done again", async () => await host.InboxBodies("Done") == 2);
        (await Stopped(host)).ShouldBe(0);
        await meta.Delivers(FailedBy(131042, "wamid.ours", ours.ToString(), later: 3600));

        await Eventually.True("a new finding stops it", async () => await Stopped(host) == 1);
    }

    [Fact]
    public async Task F2_A_signature_that_is_wrong_in_any_one_place_is_refused_alike()
    {
        await using var host = await A.Host().Start();
        using var meta = new Meta(host);
        var body = "{}"u8.ToArray();
        var right = WebhookSignature.Of(body, TrunklineHost.AppSecret);

        for (var place = "sha256=".Length; place < right.Length; place++)
        {
            var wrong = $"{right[..place]}{(right[place] == '0' ? '1' : '0')}{right[(place + 1)..]}";
            (await meta.Post(body, wrong)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, wrong);
        }

        (await meta.Post(body, right)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string FailedBy(int code, string id, string? callback, long later = 0)
    {
        var status = Payload.StatusOf(id, "failed", callback);
        status["timestamp"] = status["timestamp"]!.GetValue<long>() + later;
        status["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["title"] = "as the test says" });
        return Payload.Of([Payload.Change(statuses: [status])]);
    }

    private static Task<int> Stopped(TrunklineHost host) =>
        host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_number WHERE stopped_at IS NOT NULL");

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static HttpRequestMessage Signed(string id)
    {
        var body = Encoding.UTF8.GetBytes(Payload.Text(id, number: "9000001"));
        var request = new HttpRequestMessage(HttpMethod.Post, Meta.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, TrunklineHost.AppSecret));
        return request;
    }
}
