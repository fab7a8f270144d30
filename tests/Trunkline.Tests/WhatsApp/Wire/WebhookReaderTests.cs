using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Trunkline.Conversations.Contracts;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.Tests.WhatsApp.Wire;

public sealed class WebhookReaderTests
{
    private const string Lane = "9000001";
    private static readonly DateTimeOffset ReceivedAt = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_message_and_status_of_every_change_of_every_entry_is_read_in_order()
    {
        var shapes = Gen.Choose(0, 4).Four().ToArbitrary();

        Prop.ForAll(
                shapes,
                shape =>
                {
                    var (entries, changes, messages, statuses) = shape;
                    var place = 0;
                    var body = Payload.Of([
                        .. Repeat(
                            entries,
                            () =>
                                Repeat(
                                    changes,
                                    () =>
                                        Payload.Change(
                                            Lane,
                                            Repeat(messages, () => Payload.Message($"m{place++:0000}", "text")),
                                            Repeat(statuses, () => Payload.StatusOf($"s{place++:0000}", "sent"))
                                        )
                                )
                        ),
                    ]);

                    var read = Read(body);

                    read.OfType<WebhookEvent.Message>().Count().ShouldBe(entries * changes * messages);
                    read.OfType<WebhookEvent.Status>().Count().ShouldBe(entries * changes * statuses);
                    read.OfType<WebhookEvent.Message>().Select(one => one.ProviderMessageId).ShouldBeInOrder();
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Each_lane_reads_its_own_part_of_a_body_and_no_more()
    {
        var body = Payload.Of([
            Payload.Change(Lane, [Payload.Message("m1", "a")]),
            Payload.Change("9000002", [Payload.Message("m2", "b")]),
        ]);

        WebhookReader.LanesOf(Encoding.UTF8.GetBytes(body)).Select(lane => lane.Name).ShouldBe([Lane, "9000002"]);
        Read(body).ShouldHaveSingleItem().ShouldBeOfType<WebhookEvent.Message>().ProviderMessageId.ShouldBe("m1");
    }

    [Theory]
    [InlineData(
        """{"id":"m","timestamp":"1749416383","type":"text","text":{"body":"hi"},"from":"16505551234"}""",
        "+16505551234|16505551234"
    )]
    [InlineData(
        """{"id":"m","timestamp":1749416383,"type":"text","text":{"body":"hi"},"from":16505551234}""",
        "+16505551234|16505551234"
    )]
    [InlineData(
        """{"id":"m","type":"text","text":{"body":"hi"},"from_user_id":"US.13491208655302741918"}""",
        "US.13491208655302741918"
    )]
    [InlineData("""{"id":"m","type":"text","text":{"body":"hi"},"from":"PHONE_NUMBER"}""", "PHONE_NUMBER")]
    public void Who_wrote_is_known_by_whatever_names_there_are(string message, string names)
    {
        var read = Single(message).ShouldBeOfType<WebhookEvent.Message>();

        string.Join('|', read.From.Select(one => one.Value)).ShouldBe(names);
        read.Content.ShouldBe(new IncomingContent.Text("hi"));
    }

    [Fact]
    public void A_person_without_a_phone_number_is_known_by_the_contact_beside_the_message()
    {
        var read = Read(
                Body(
                    """
                    "contacts":[{"profile":{"name":"Nia","username":"@nia"},"user_id":"DE.77"}],
                    "messages":[{"id":"m","timestamp":"1669233778","text":{"body":"hi"},"type":"text"}]
                    """
                )
            )
            .ShouldHaveSingleItem()
            .ShouldBeOfType<WebhookEvent.Message>();

        read.From.ShouldBe([new CustomerIdentity(IdentityKind.UserId, "DE.77")]);
        read.ProfileName.ShouldBe("Nia");
        read.Username.ShouldBe("nia");
    }

    [Fact]
    public void Contacts_go_with_their_messages_by_name_not_by_place()
    {
        var read = Read(
                Body(
                    """
                    "contacts":[{"profile":{"name":"B"},"wa_id":"222"},{"profile":{"name":"A"},"wa_id":"111"}],
                    "messages":[{"id":"m1","from":"111","type":"text","text":{"body":"a"}},{"id":"m2","from":"222","type":"text","text":{"body":"b"}}]
                    """
                )
            )
            .Cast<WebhookEvent.Message>();

        read.Select(one => one.ProfileName).ShouldBe(["A", "B"]);
    }

    [Theory]
    // One person wrote both.
    [InlineData("""{"user_id":"DE.77"}""", """{"id":"m1"},{"id":"m2"}""", "DE.77,DE.77")]
    [InlineData("""{"wa_id":"111"},{"user_id":"DE.77"}""", """{"id":"m1"},{"id":"m2","from":"111"}""", "DE.77,+111")]
    // Two might have.
    [InlineData("""{"user_id":"DE.77"},{"user_id":"DE.78"}""", """{"id":"m1"}""", "")]
    [InlineData("""{"user_id":"DE.77"}""", """{"id":"m1","from":"111"},{"id":"m2","from":"112"}""", "+111,+112")]
    public void A6_A_message_that_names_nobody_is_of_the_only_contact_that_is_left(
        string contacts,
        string messages,
        string people
    )
    {
        var read = Read(Body($""" "contacts":[{contacts}],"messages":[{messages}] """));

        string.Join(',', read.OfType<WebhookEvent.Message>().Select(one => one.From[0].Value)).ShouldBe(people);
    }

    [Theory]
    [InlineData("""{"type":"hologram","hologram":{"x":1}}""", "hologram")]
    [InlineData(
        """{"type":"unsupported","errors":[{"code":131051}],"unsupported":{"type":"poll_creation"}}""",
        "poll_creation"
    )]
    [InlineData("""{"type":"interactive"}""", "interactive")]
    [InlineData("""{"type":"text"}""", "text")]
    [InlineData("""{"type":"text","text":"not an object"}""", "text")]
    [InlineData("""{}""", "unknown")]
    [InlineData("""{"type":["a","list"]}""", "unknown")]
    public void What_is_not_known_becomes_a_placeholder(string content, string kind)
    {
        var read = Single(content.Insert(1, """ "id":"m","from":"111" """ + (content == "{}" ? "" : ",")));

        read.ShouldBeOfType<WebhookEvent.Message>()
            .Content.ShouldBeOfType<IncomingContent.Unsupported>()
            .Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData(
        """{"type":"location","location":{"latitude":52.5,"longitude":13.4,"name":"Office"}}""",
        "Office, 52.5, 13.4"
    )]
    [InlineData("""{"type":"location","location":{"latitude":52.5,"longitude":13.4}}""", "52.5, 13.4")]
    [InlineData(
        """{"type":"contacts","contacts":[{"name":{"formatted_name":"Ben Ott"},"phones":[{"phone":"+1 940 555 1234"}]}]}""",
        "Ben Ott, +1 940 555 1234"
    )]
    [InlineData(
        """{"type":"order","order":{"text":"","product_items":[{"product_retailer_id":"tea","quantity":2},{"product_retailer_id":"cup","quantity":"1"}]}}""",
        "2 × tea, 1 × cup"
    )]
    public void What_is_shown_as_a_placeholder_says_what_it_held(string message, string caption) =>
        Content(message).ShouldBeOfType<IncomingContent.Unsupported>().Caption.ShouldBe(caption);

    [Fact]
    public void What_an_advertisement_brought_is_kept_beside_the_text()
    {
        const string Message =
            """{"id":"m","from":"111","type":"text","text":{"body":"hi"},"referral":{"ctwa_clid":"c1"}}""";

        Single(Message).ShouldBeOfType<WebhookEvent.Message>().Whole.ShouldNotBeNull().Json.ShouldBe(Message);
    }

    [Fact]
    public void Edits_revocations_and_reactions_name_what_they_change()
    {
        Content(
                """{"type":"edit","edit":{"original_message_id":"o","message":{"type":"image","image":{"caption":"new"}}}}"""
            )
            .ShouldBe(new IncomingContent.Edited("o", "new"));
        Content(
                """{"type":"edit","edit":{"original_message_id":"o","message":{"type":"text","text":{"body":"new"}}}}"""
            )
            .ShouldBe(new IncomingContent.Edited("o", "new"));
        Content("""{"type":"revoke","revoke":{"original_message_id":"o"}}""")
            .ShouldBe(new IncomingContent.Revoked("o"));
        Content("""{"type":"reaction","reaction":{"message_id":"o","emoji":"👍"}}""")
            .ShouldBe(new IncomingContent.Reaction("o", "👍"));
        Content("""{"type":"reaction","reaction":{"message_id":"o","emoji":""}}""")
            .ShouldBe(new IncomingContent.Reaction("o", null));
        Content("""{"type":"reaction","reaction":{"message_id":"o"}}""")
            .ShouldBe(new IncomingContent.Reaction("o", null));
    }

    [Fact]
    public void One_bad_letter_does_not_cost_the_message()
    {
        Content("""{"type":"text","text":{"body":"half \ud83d pair \u0000 end"}}""")
            .ShouldBeOfType<IncomingContent.Text>()
            .Body.ShouldBe("half \uFFFD pair \uFFFD end");
    }

    [Fact]
    public void One_bad_letter_in_a_name_costs_no_more_than_what_it_names()
    {
        Content("""{"type":"text","text":{"body":"first","body":"hi","\ud83d":1},"\udc4d half":{}}""")
            .ShouldBe(new IncomingContent.Text("hi"));
        WebhookReader
            .LanesOf("""{"entry":[{"id":"1","changes":[{}],"\ud83d":1}],"\ud83d":1}"""u8.ToArray())
            .ShouldHaveSingleItem()
            .Name.ShouldBe("account:1");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("\"soon\"")]
    [InlineData("99999999999999999999")]
    [InlineData("null")]
    public void A_time_that_cannot_be_is_replaced_by_the_time_of_receipt(string timestamp)
    {
        Single($$$"""{"id":"m","from":"111","timestamp":{{{timestamp}}},"type":"text","text":{"body":"hi"}}""")
            .ShouldBeOfType<WebhookEvent.Message>()
            .At.ShouldBe(ReceivedAt);
    }

    [Fact]
    public void A_message_without_an_id_gets_the_same_one_at_every_delivery()
    {
        const string Message = """{"from":"111","timestamp":"1669233778","type":"text","text":{"body":"hi"}}""";

        var first = Single(Message).ShouldBeOfType<WebhookEvent.Message>().ProviderMessageId;

        first.ShouldStartWith("sha256.");
        Single(Message).ShouldBeOfType<WebhookEvent.Message>().ProviderMessageId.ShouldBe(first);
    }

    [Fact]
    public void That_somebody_opened_a_chat_is_kept_and_is_no_message() =>
        Single("""{"id":"m","from":"16505551234","timestamp":"1739321024","type":"request_welcome"}""")
            .ShouldBeOfType<WebhookEvent.Other>()
            .Kind.ShouldBe("request_welcome");

    [Fact]
    public void Identity_changes_are_read_from_messages_and_from_their_own_field()
    {
        var moved = Single(
                """{"id":"m","from":"16505551234","type":"system","system":{"type":"user_changed_number","wa_id":"12195555358"}}"""
            )
            .ShouldBeOfType<WebhookEvent.IdentityChanged>();
        moved.Before.ShouldContain(new CustomerIdentity(IdentityKind.Phone, "+16505551234"));
        moved.After.ShouldContain(new CustomerIdentity(IdentityKind.Phone, "+12195555358"));

        var rotated = Read(
                Body(
                    """
                    "user_id_update":[{"wa_id":"16505551234","user_id":{"previous":"US.1","current":"US.2"},"timestamp":1739321024}]
                    """,
                    "user_id_update"
                )
            )
            .ShouldHaveSingleItem()
            .ShouldBeOfType<WebhookEvent.IdentityChanged>();
        rotated.Before.ShouldContain(new CustomerIdentity(IdentityKind.UserId, "US.1"));
        rotated.After.ShouldContain(new CustomerIdentity(IdentityKind.UserId, "US.2"));
    }

    [Fact]
    public void A_recipient_is_learned_from_his_own_contact_and_from_nobody_else_s()
    {
        var read = Read(
                Body(
                    """
                    "contacts":[{"wa_id":"111","user_id":"US.111"}],
                    "statuses":[{"id":"s1","status":"failed","recipient_id":"222"},{"id":"s2","status":"sent","recipient_id":"111"}]
                    """
                )
            )
            .Cast<WebhookEvent.Status>()
            .ToList();

        read[0].Recipient.ShouldNotContain(one => one.Kind == IdentityKind.UserId);
        read[1].Recipient.ShouldContain(new CustomerIdentity(IdentityKind.UserId, "US.111"));
    }

    [Fact]
    public void Messages_that_name_no_number_are_kept_as_they_came()
    {
        var body = """{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"m"}]}}]}]}"""u8;

        WebhookReader
            .Read(body.ToArray(), "account:1", ReceivedAt)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<WebhookEvent.Other>()
            .Json.ShouldContain("\"m\"");
    }

    [Fact]
    public void Of_a_body_for_several_numbers_each_has_its_own_part()
    {
        var body = Encoding.UTF8.GetBytes(
            Payload.Of(
                [Payload.Change("9000002", [Payload.Message("m1", "für B")])],
                [
                    Payload.Change(Lane, [Payload.Message("m2", "für A")]),
                    Payload.Change("9000002", [Payload.Message("m3", "für B")]),
                ]
            )
        );

        var part = WebhookReader.PartOf(body, Lane).ShouldNotBeNull();

        Encoding.UTF8.GetString(part).ShouldContain("für A");
        Encoding.UTF8.GetString(part).ShouldNotContain("für B");
        WebhookReader
            .Read(part, Lane, ReceivedAt)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<WebhookEvent.Message>()
            .ProviderMessageId.ShouldBe("m2");
        WebhookReader.LanesOf(part).ShouldBe(WebhookReader.LanesOf(body).Where(lane => lane.Name == Lane));
        var alone = Encoding.UTF8.GetBytes(Payload.Of([Payload.Change(Lane, [Payload.Message("m", "a")])]));
        WebhookReader.PartOf(alone, Lane).ShouldBeSameAs(alone);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"a word\"")]
    [InlineData("null")]
    public void A_change_that_says_nothing_is_no_obstacle(string change)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"entry":[{"id":"1","changes":[{{change}}]}]}""");

        WebhookReader
            .Read(body, "account:1", ReceivedAt)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<WebhookEvent.Other>()
            .Json.ShouldBe("null");
    }

    private static IncomingContent Content(string message) =>
        Single(message.Insert(1, """ "id":"m","from":"111", """)).ShouldBeOfType<WebhookEvent.Message>().Content;

    // What is shown by less than all of it comes with itself as it was.
    private static WebhookEvent Single(string message)
    {
        var read = Read(Body($"\"messages\":[{message}]")).ShouldHaveSingleItem();
        if (read is WebhookEvent.Message { Content: IncomingContent.Unsupported } shown)
            shown.Whole.ShouldNotBeNull().Json.ShouldBe(message);
        return read;
    }

    private static string Body(string members, string field = "messages") =>
        $$$"""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"{{{field}}}","value":{"metadata":{"phone_number_id":"{{{Lane}}}"},{{{members}}}}}]}]}""";

    private static IReadOnlyList<WebhookEvent> Read(string body) =>
        WebhookReader.Read(Encoding.UTF8.GetBytes(body), Lane, ReceivedAt);

    private static T[] Repeat<T>(int times, Func<T> make) => [.. Enumerable.Range(0, times).Select(_ => make())];
}
