using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Trunkline.TestKit.Payloads;
using Trunkline.WhatsApp.Webhooks;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.Tests.WhatsApp.Wire;

public sealed class LanesReaderTests
{
    private static readonly Lane Unreadable = new("unreadable", "");

    [Fact]
    public void The_walk_finds_the_lanes_that_the_document_finds_in_any_body()
    {
        var (found, none, left, broken) = (0, 0, 0, 0);

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3_000).WithQuietOnSuccess(true),
            Prop.ForAll(
                OddBody.Any,
                body =>
                {
                    var expected = InDocument(body.Bytes);

                    var lanes = WebhookReader.LanesOf(body.Bytes);

                    lanes.ShouldBe(expected is { Count: > 0 } ? expected : [Unreadable]);
                    if (expected is null)
                    {
                        Should.Throw<JsonException>(() => LanesReader.Read(body.Bytes));
                        broken++;
                    }
                    else if (LanesReader.Read(body.Bytes) is not { } walked)
                        left++;
                    else if (walked.Length > 0)
                        found++;
                    else
                        none++;
                }
            )
        );

        // Each answer was given often enough to mean something.
        new[] { found, none, left, broken }
            .Min()
            .ShouldBeGreaterThan(100, $"{found} found, {none} none, {left} left, {broken} broken");
    }

    [Theory]
    [MemberData(nameof(Usual))]
    public void What_Meta_writes_needs_no_document(string body, string lanes)
    {
        LanesReader.Read(Encoding.UTF8.GetBytes(body)).ShouldNotBeNull();
        Lanes(body).ShouldBe(lanes);
    }

    public static TheoryData<string, string> Usual() =>
        new()
        {
            { Payload.Text("m", "Grüße \"👍\"", number: "9"), $"9 of {Account}" },
            { Payload.Status("s", "sent", number: "9"), $"9 of {Account}" },
            {
                Encoding.UTF8.GetString(CustomerWrites.Body("9", Payload.Customer, "w", 1_749_416_383, "Hello")),
                $"9 of {Account}"
            },
            {
                Payload.Of([Payload.Change("9"), Payload.Change("8")], [Payload.Change("9"), Payload.Change("7")]),
                $"9 of {Account}, 8 of {Account}, 7 of {Account}"
            },
            {
                """{"entry":[{"id":"1","changes":[{"field":"message_template_status_update","value":{"event":"APPROVED"}}]}]}""",
                "account:1 of 1"
            },
        };

    [Theory]
    [InlineData("""{"entry":{"id":1,"changes":{"value":{"metadata":{"phone_number_id":9}}}}}""", "9 of 1")]
    [InlineData("""{"entry":[{"id":"1","changes":[null,2,[],{}]}]}""", "account:1 of 1")]
    [InlineData(
        """{"entry":[null,2,[{"id":"1","changes":[{}]}],{"id":"1"},{"id":"2","changes":{}}]}""",
        "account:2 of 2"
    )]
    [InlineData("""{"entry":[{"changes":[{}]}]}""", "account: of ")]
    [InlineData("""{"entry":[{"id":{"id":"1"},"changes":[{"value":{"metadata":["x"]}}]}]}""", "account: of ")]
    [InlineData("""{"entry":[{"id":"1","changes":[{"value":{"metadata":{"phone_number_id":true}}}]}]}""", "true of 1")]
    [InlineData(
        """{"entry":[{"id":"1","changes":[{"value":{"metadata":{"phone_number_id":1.50E+2}}}]}]}""",
        "1.50E+2 of 1"
    )]
    [InlineData(
        """{"entry":[{"id":"1","changes":[{"value":{"metadata":{"phone_number_id":""}}}]}]}""",
        "account:1 of 1"
    )]
    [InlineData(
        """{"entry":[{"id":"1","changes":[{"value":{"messages":[{"metadata":{"phone_number_id":"8"}}],"metadata":{"phone_number_id":"9"}},"field":"messages"}]}]}""",
        "9 of 1"
    )]
    [InlineData("""{"Entry":[{"id":"1","changes":[{}]}]}""", "unreadable of ")]
    [InlineData("""{"entry":"none"}""", "unreadable of ")]
    [InlineData("""[{"entry":[{"id":"1","changes":[{}]}]}]""", "unreadable of ")]
    [InlineData("\"text\"", "unreadable of ")]
    public void What_is_shaped_otherwise_is_read_as_far_as_it_can_be(string body, string lanes)
    {
        LanesReader.Read(Encoding.UTF8.GetBytes(body)).ShouldNotBeNull();
        Lanes(body).ShouldBe(lanes);
    }

    [Theory]
    [InlineData("""{"entry":[{"changes":[{"value":{"metadata":{"phone_number_id":"9"}}}],"id":"1"}]}""", "9 of 1")]
    [InlineData("""{"entry":[{"id":"1","changes":[{}]}],"entry":[{"id":"2","changes":[{}]}]}""", "account:2 of 2")]
    [InlineData("""{"entry":[{"id":"1","id":"2","changes":[{}]}]}""", "account:2 of 2")]
    [InlineData("""{"entry":[{"id":"1","changes":[{}],"changes":[]}]}""", "unreadable of ")]
    [InlineData(
        """{"entry":[{"id":"1","changes":[{"value":{"metadata":{"phone_number_id":"9","phone_number_id":null}}}]}]}""",
        "account:1 of 1"
    )]
    [InlineData("""{"\u0065ntry":[{"id":"1","changes":[{}]}]}""", "account:1 of 1")]
    [InlineData("""{"entry":[{"id":"\u0031","changes":[{}]}]}""", "account:1 of 1")]
    [InlineData("""{"entry":[{"id":"half \ud83d","changes":[{}]}]}""", "account:half \uFFFD of half \uFFFD")]
    [InlineData("""{"entry":[{"id":"a\u0000b","changes":[{}]}]}""", "account:a\uFFFDb of a\uFFFDb")]
    [InlineData("""{"entry":[{"id":"a\nb","changes":[{}]}]}""", "account: of ")]
    public void What_a_walk_cannot_decide_is_left_to_the_document(string body, string lanes)
    {
        LanesReader.Read(Encoding.UTF8.GetBytes(body)).ShouldBeNull();
        Lanes(body).ShouldBe(lanes);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("{{0}")]
    [InlineData("{0}{0}")]
    [InlineData("{0} x")]
    [InlineData("{0}\0")]
    [InlineData("\uFEFF{0}")]
    [InlineData("{0} // a comment")]
    [InlineData("/* a comment */{0}")]
    public void What_is_no_JSON_is_unreadable_whatever_lanes_it_names(string around)
    {
        const string Readable = """{"entry":[{"id":"1","changes":[{}]}]}""";

        Lanes(Readable).ShouldBe("account:1 of 1");
        Lanes(around.Replace("{0}", Readable, StringComparison.Ordinal)).ShouldBe("unreadable of ");
    }

    [Fact]
    public void What_is_nested_deeper_than_64_is_unreadable()
    {
        Lanes(Deep(61)).ShouldBe("account:1 of 1");
        Lanes(Deep(62)).ShouldBe("unreadable of ");

        // Within the body, the list of entries, and the entry.
        static string Deep(int lists) =>
            $$"""{"entry":[{"id":"1","time":{{new string('[', lists)}}{{new string(']', lists)}},"changes":[{}]}]}""";
    }

    [Fact]
    public void As_many_lanes_as_a_body_names_are_found()
    {
        var numbers = Enumerable.Range(1, 40).Select(number => $"{number}").ToList();
        var body = Payload.Of([.. numbers.Concat(numbers).Select(number => Payload.Change(number))]);

        WebhookReader.LanesOf(Encoding.UTF8.GetBytes(body)).Select(lane => lane.Name).ShouldBe(numbers);
    }

    [Fact]
    public void Ids_that_share_a_place_among_the_known_ones_stay_apart()
    {
        var ids = Enumerable.Range(0, 5000).Select(number => $"{number:000000}").ToList();

        Parallel.For(
            0,
            4,
            _ =>
            {
                foreach (var id in ids.Concat(ids))
                    KnownIds.Read(Encoding.UTF8.GetBytes(id)).ShouldBe(id);
            }
        );
    }

    [Fact]
    public void An_id_that_is_known_is_not_made_again()
    {
        // Other tests read other ids meanwhile, and may push out one of these.
        Enumerable
            .Range(0, 100)
            .Select(number => Encoding.UTF8.GetBytes($"known {number}"))
            .Count(id => ReferenceEquals(KnownIds.Read(id), KnownIds.Read(id)))
            .ShouldBeGreaterThan(50);
    }

    private static string Account => Trunkline.WhatsApp.Contracts.DemoNumbers.BusinessAccountId;

    private static string Lanes(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var lanes = WebhookReader.LanesOf(bytes);
        lanes.ShouldBe(InDocument(bytes) is { Count: > 0 } expected ? expected : [Unreadable]);
        return string.Join(", ", lanes.Select(lane => $"{lane.Name} of {lane.BusinessAccount}"));
    }

    private static IReadOnlyList<Lane>? InDocument(byte[] body)
    {
        try
        {
            return WebhookReader.LanesInDocument(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
