using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.Tests.WhatsApp.SetAside;

/// <summary>A body that can be read and cannot be processed: here the database refuses one text, as a fault of ours would.</summary>
public sealed class SetAsideTests
{
    private const string Poison = "the text that fails";

    [Theory, BothStores]
    public async Task It_is_set_aside_with_its_reason_and_the_lane_goes_on_in_order(Store store)
    {
        await using var host = await A.Host().WithDemo().On(store).Start();
        using var meta = new Meta(host);
        await Refuse(host);

        for (var index = 0; index < 9; index++)
            await meta.Delivers(Payload.Text($"wamid.around.{index}", index == 4 ? Poison : $"{index}"));

        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        await Eventually.True("the others are stored", async () => await host.Messages("wamid.around.%") == 8);
        (await host.Ask<int>($"SELECT tries AS \"Value\" FROM whatsapp_inbox WHERE state = 'SetAside'")).ShouldBe(5);
        (
            await host.Ask<string>($"SELECT reason AS \"Value\" FROM whatsapp_inbox WHERE state = 'SetAside'")
        ).ShouldContain("refused by the test");
    }

    [Theory, BothStores]
    public async Task Of_bodies_that_were_stored_together_only_the_one_that_fails_is_set_aside(Store store)
    {
        await using var host = await A.Host().WithDemo().On(store).Start();
        await Refuse(host);

        await Came(
            host,
            [
                .. Enumerable
                    .Range(0, 20)
                    .Select(one => Payload.Text($"wamid.together.{one:00}", one == 7 ? Poison : "-")),
            ]
        );

        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        await Eventually.True("the others are stored", async () => await host.Messages("wamid.together.%") == 19);
        (await host.InboxBodies("Done")).ShouldBe(19);
        var aside = await host.Ask<byte[]>($"SELECT bodies AS \"Value\" FROM whatsapp_inbox WHERE state = 'SetAside'");
        Encoding.UTF8.GetString(aside).ShouldContain("wamid.together.07");
        (await host.Order("wamid.together.%")).ShouldBeInOrder();
    }

    [Fact]
    public async Task Of_two_who_replay_it_at_once_one_finds_it_gone()
    {
        await using var host = await A.Host().WithDemo().On(Store.PostgreSql).Start();
        using var meta = new Meta(host);
        await Refuse(host);
        await meta.Delivers(Payload.Text("wamid.replayed", Poison));
        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var list = await admin.Open(await Europe(host, "setup/whatsapp-set-aside"));
        var button = $"Replay webhook {await host.Ask<long>($"SELECT sequence AS \"Value\" FROM whatsapp_inbox")}";

        var (sequence, second) = await host.Database.During(
            "UPDATE whatsapp_inbox SET state = 'Done' WHERE state = 'SetAside' RETURNING sequence",
            () => list.Press(button)
        );

        second.Status.ShouldBe(HttpStatusCode.NotFound);
        (await host.Database.Ask($"SELECT state FROM whatsapp_inbox WHERE sequence = {sequence}")).ShouldBe(["Done"]);
    }

    [Fact]
    public async Task A_person_sees_why_and_replays_it_once_the_cause_is_repaired()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await Refuse(host);
        await meta.Delivers(Payload.Text("wamid.replayed", Poison));
        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var numbers = await admin.Open(await Europe(host, "setup/whatsapp-numbers"));
        var list = await numbers.Follow("Messages set aside");
        list.Text.ShouldContain("refused by the test");
        list.Text.ShouldNotContain(Poison);

        await Allow(host);
        var replayed = await list.Press(
            $"Replay webhook {await host.Ask<long>($"SELECT sequence AS \"Value\" FROM whatsapp_inbox")}"
        );

        replayed.Text.ShouldContain("It is processed once more.");
        await Eventually.True("it is stored", async () => await host.Messages("wamid.replayed") == 1);
        (await host.Recorded("webhook.replayed")).ShouldBe(1);
    }

    [Fact]
    public async Task A_person_mends_it_and_what_came_is_kept()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await Refuse(host);
        await meta.Delivers(Payload.Text("wamid.mended", Poison));
        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var sequence = await host.Ask<long>($"SELECT sequence AS \"Value\" FROM whatsapp_inbox");
        var top = (await host.Database.Ask("SELECT id FROM organizations_organization WHERE parent_id IS NULL"))[0];
        var page = await admin.Open($"/portal/o/{top}/setup/whatsapp-set-aside/{sequence}");
        page.Text.ShouldContain(Poison);

        var broken = await page.Form("Mend and replay").Fill("What it shall say", "{").Submit();
        broken.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        broken.Text.ShouldContain("This is not JSON");
        var elsewhere = await page.Form("Mend and replay").Fill("What it shall say", "{}").Submit();
        elsewhere.Text.ShouldContain("says nothing for");
        var mended = await page.Form("Mend and replay")
            .Fill("What it shall say", Payload.Text("wamid.mended", "Good morning"))
            .Submit();

        mended.Text.ShouldContain("It is processed once more.");
        await Eventually.True("it is stored", async () => await host.Messages("wamid.mended") == 1);
        (await host.Ask<string>($"SELECT CAST(bodies AS TEXT) AS \"Value\" FROM whatsapp_inbox")).ShouldContain(Poison);
        (
            await host.Database.Ask("SELECT organization_name FROM auditing_change WHERE kind = 'webhook.mended'")
        ).ShouldBe(["Europe"], "it is on the record where the number is");
    }

    [Fact]
    public async Task Whoever_sets_up_one_organization_replays_and_does_not_mend()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await Refuse(host);
        await meta.Delivers(Payload.Text("wamid.north", Poison, number: DemoNumbers.WhatsAppNorth.PhoneNumberId));
        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        using var north = await host.SignedIn(DemoPerson.NorthAdministrator);
        var organization = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM organizations_organization WHERE name = 'WhatsApp North'"
        );
        var sequence = await host.Ask<long>($"SELECT sequence AS \"Value\" FROM whatsapp_inbox");
        var page = await north.Open($"/portal/o/{organization}/setup/whatsapp-set-aside/{sequence}");
        page.Text.ShouldContain(Poison);
        page.Text.ShouldContain("mending takes Setup at the topmost organization");
        page.Text.ShouldNotContain("Mend and replay");

        var token = page.Document.QuerySelector("form[action$='/replay'] input[type='hidden']")!;
        using var mended = await north.Http.PostAsync(
            new Uri($"{page.Path}/mend", UriKind.Relative),
            new FormUrlEncodedContent([
                new("body", "{}"),
                new(token.GetAttribute("name")!, token.GetAttribute("value")!),
            ]),
            TestContext.Current.CancellationToken
        );
        await Allow(host);
        var replayed = await page.Press("Replay as it is");

        mended.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        replayed.Text.ShouldContain("It is processed once more.");
        await Eventually.True("it is stored", async () => await host.Messages("wamid.north") == 1);
        (await host.Recorded("webhook.mended")).ShouldBe(0);
    }

    [Fact]
    public async Task Markup_in_a_body_is_shown_as_text_and_only_to_those_who_set_up_its_organization()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await Refuse(host);
        await meta.Delivers(Payload.Text("wamid.markup", "</textarea><script>alert(1)</script>" + Poison));
        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        var sequence = await host.Ask<long>($"SELECT sequence AS \"Value\" FROM whatsapp_inbox");
        var address = await Europe(host, $"setup/whatsapp-set-aside/{sequence}");
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        using var elsewhere = await host.SignedIn(DemoPerson.NorthAdministrator);

        var page = await admin.Open(address);

        page.Document.QuerySelectorAll("main script").ShouldBeEmpty();
        (await elsewhere.Open(address)).Status.ShouldBe(HttpStatusCode.NotFound);
        var north = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM organizations_organization WHERE name = 'WhatsApp North'"
        );
        (await elsewhere.Open($"/portal/o/{north}/setup/whatsapp-set-aside/{sequence}")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await elsewhere.Open($"/portal/o/{north}/setup/whatsapp-set-aside")).Text.ShouldContain(
            "Nothing is set aside"
        );
    }

    [Fact]
    public async Task Webhooks_that_the_disk_has_damaged_are_set_aside_and_the_lane_goes_on()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await Came(
            host,
            [Payload.Text("wamid.lost.1", "-"), Payload.Text("wamid.lost.2", "-")],
            parcel => parcel with { Bodies = new byte[40] }
        );

        await meta.Delivers(Payload.Text("wamid.after", "-"));

        await Eventually.True(
            "both are set aside",
            async () => (await host.Database.Ask("SELECT count FROM whatsapp_inbox WHERE state = 'SetAside'")) is ["2"]
        );
        await Eventually.True("the lane goes on", async () => await host.Messages("wamid.after") == 1);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var list = await admin.Open(await Europe(host, "setup/whatsapp-set-aside"));
        var address = list.Document.QuerySelector("main a[href*='/whatsapp-set-aside/']")!.GetAttribute("href")!;
        var page = await admin.Open(address);
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Text.ShouldContain(nameof(InvalidDataException));
        page.Text.ShouldContain("2 webhooks were stored together, and the disk has damaged them");
        page.Offers("Mend and replay").ShouldBeFalse();
    }

    [Fact]
    public async Task What_can_neither_be_processed_nor_mended_is_left_out_on_record_by_who_sets_up_the_top()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await Refuse(host);
        await meta.Delivers(Payload.Text("wamid.north", Poison, number: DemoNumbers.WhatsAppNorth.PhoneNumberId));
        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        var sequence = await host.Ask<long>($"SELECT sequence AS \"Value\" FROM whatsapp_inbox");
        var organization = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM organizations_organization WHERE name = 'WhatsApp North'"
        );
        using var north = await host.SignedIn(DemoPerson.NorthAdministrator);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var address = $"/portal/o/{organization}/setup/whatsapp-set-aside/{sequence}";

        (await north.Open(address)).Offers("Leave it out for good").ShouldBeFalse();
        var left = await (await admin.Open(address)).Press("Leave it out for good");

        left.Text.ShouldContain("It is left out for good");
        left.Text.ShouldContain("Nothing is set aside");
        (await host.InboxBodies("Done")).ShouldBe(1);
        (await host.Messages("wamid.north")).ShouldBe(0);
        (await host.Recorded("webhook.discarded")).ShouldBe(1);
    }

    [Fact]
    public async Task What_nobody_could_read_goes_to_the_number_that_it_names_when_it_is_mended()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await meta.Delivers("{\"object\":\"page\"");
        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var sequence = await host.Ask<long>($"SELECT sequence AS \"Value\" FROM whatsapp_inbox");
        var top = (await host.Database.Ask("SELECT id FROM organizations_organization WHERE parent_id IS NULL"))[0];
        var page = await admin.Open($"/portal/o/{top}/setup/whatsapp-set-aside/{sequence}");

        var unnamed = await page.Form("Mend and replay").Fill("What it shall say", "{}").Submit();
        var mended = await page.Form("Mend and replay")
            .Fill("What it shall say", Payload.Text("wamid.readable", "Good morning"))
            .Submit();

        unnamed.Text.ShouldContain("name one number, or leave it out");
        mended.Text.ShouldContain("It is processed once more.");
        await Eventually.True("it is stored", async () => await host.Messages("wamid.readable") == 1);
    }

    [Fact]
    public async Task What_was_set_aside_for_a_number_that_is_removed_waits_for_whoever_adds_it_again()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await Refuse(host);
        await meta.Delivers(Payload.Text("wamid.left", Poison));
        await Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var number = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM whatsapp_number WHERE phone_number_id = {DemoNumbers.Europe.PhoneNumberId}"
        );

        await (await admin.Open(await Europe(host, $"setup/whatsapp-numbers/{number}/remove")))
            .Form($"Remove {DemoNumbers.Europe.Display}")
            .Fill($"Type “{DemoNumbers.Europe.Display}” to confirm", DemoNumbers.Europe.Display)
            .Submit();

        (await host.InboxBodies("SetAside")).ShouldBe(0);
        (await host.InboxBodies("Orphaned")).ShouldBe(1);
    }

    // In one row, as a commit of many stores them.
    private static async Task Came(
        TrunklineHost host,
        IReadOnlyList<string> bodies,
        Func<Parcel, Parcel>? damaged = null
    )
    {
        var lane = Lane.OfNumber(DemoNumbers.Europe.PhoneNumberId, DemoNumbers.BusinessAccountId);
        var arrivals = bodies.Select(body => new Arrival(
            Encoding.UTF8.GetBytes(body),
            [lane],
            DateTimeOffset.UnixEpoch
        ));
        await using var scope = host.Scope();
        var services = scope.ServiceProvider;
        var gate = services.GetRequiredService<WriteGate>();
        await using var store = InboxStore.For(services.GetRequiredService<DatabaseSettings>(), gate);
        using var turn = await gate.EnterFirstAsync(TestContext.Current.CancellationToken);
        var parcels = Parcel.Of([.. arrivals]);
        await store.AppendAsync(
            damaged is null ? parcels : [.. parcels.Select(damaged)],
            TestContext.Current.CancellationToken
        );
    }

    private static async Task<string> Europe(TrunklineHost host, string path) =>
        $"/portal/o/{await host.Ask<Guid>($"SELECT id AS \"Value\" FROM organizations_organization WHERE name = 'Europe'")}/{path}";

    private static Task Refuse(TrunklineHost host) =>
        Change(
            host,
            host.Database.Store is Store.Sqlite
                ? $"""
                CREATE TRIGGER refuse BEFORE INSERT ON conversations_message WHEN NEW.text LIKE '%{Poison}'
                BEGIN SELECT RAISE(ABORT, 'refused by the test'); END
                """
                : $"""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN IF NEW.text LIKE '%{Poison}' THEN RAISE EXCEPTION 'refused by the test'; END IF; RETURN NEW; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON conversations_message FOR EACH ROW EXECUTE FUNCTION refuse()
                """
        );

    private static Task Allow(TrunklineHost host) => Change(host, "DROP TRIGGER refuse");

    private static async Task Change(TrunklineHost host, string sql)
    {
        await using var scope = host.Scope();
        await scope
            .ServiceProvider.GetRequiredService<TrunklineDb>()
            .Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }
}
