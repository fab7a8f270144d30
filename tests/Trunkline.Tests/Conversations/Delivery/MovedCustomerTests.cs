using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;
using Trunkline.Tests.WhatsApp;

namespace Trunkline.Tests.Conversations.Delivery;

/// <summary>A customer changes the number while news of what went to the old one is still on its way.</summary>
public sealed class MovedCustomerTests(Talk talk) : IClassFixture<Talk>
{
    [Fact]
    public async Task Whoever_has_somebody_s_number_now_and_another_id_is_somebody_else()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var (first, second) = (UserId($"US.6{phone}"), UserId($"US.7{phone}"));
        var old = await Announces(number, phone, first);

        var other = await talk.Brings(number, new IncomingContent.Text("A stranger"), null, Phone(phone), second);

        other.Conversation.ShouldNotBe(old.Conversation);
        (await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{other.Conversation}"))
            .Json.GetProperty("consent")
            .GetProperty("state")
            .GetString()
            .ShouldBe("granted");
        // What is said to the first goes to the id that is left, and not to the number.
        await Says(ana, old, $"Not for {phone}");
        var call = await CallSaying(ana, $"Not for {phone}");
        call.ShouldContain(first.Value);
        (await talk.Brings(number, new IncomingContent.Text("Once more"), null, first)).Conversation.ShouldBe(
            old.Conversation
        );
        (await talk.Writes(number, phone, "And I")).Conversation.ShouldBe(other.Conversation);
    }

    [Fact]
    public async Task A_status_that_names_another_id_does_not_make_it_the_customer_s()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var (first, second) = (UserId($"US.8{phone}"), UserId($"US.9{phone}"));
        var old = await Announces(number, phone, first);
        var sent = await Says(ana, old, "Still you?");
        var message = new MessageId(Guid.Parse(sent.Json.GetProperty("id").GetString()!));

        await talk.Report(message, DeliveryEvent.Delivered, null, Phone(phone), second);

        (
            await talk.Host.Database.Ask($"SELECT value FROM conversations_identity WHERE value = '{second.Value}'")
        ).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_customer_whose_id_changed_is_not_written_to_at_the_number_that_was_left()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var (before, after) = (UserId("US.1111111111"), UserId("US.2222222222"));
        var received = await Announces(number, phone, before);
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(1));

        await talk.Moves([before], [after]);
        var sent = await Says(ana, received, "To whoever you are now");

        sent.Status.ShouldBe(HttpStatusCode.Created, sent.Text);
        var call = await CallSaying(ana, "To whoever you are now");
        call.ShouldContain(after.Value);
        call.ShouldNotContain(phone);
        // Whoever gets the number next is somebody else.
        var other = await talk.Writes(number, phone, "A new owner");
        other.Conversation.ShouldNotBe(received.Conversation);
    }

    [Fact]
    public async Task D3_A_new_id_that_is_told_after_its_first_message_ends_the_number_that_was_left_all_the_same()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var (before, after) = (UserId("US.4444444444"), UserId("US.5555555555"));
        var old = await Announces(number, phone, before);
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(1));
        await talk.Brings(number, new IncomingContent.Text("Here I am"), null, after);

        await talk.Moves([before], [after]);

        await Says(ana, old, "To a stranger");
        await SaysThatTheCustomerIsElsewhere(ana, old);
    }

    [Fact]
    public async Task A_conversation_whose_customer_is_reached_in_another_one_says_so_instead_of_sending_to_nobody()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var (before, after) = (Talk.NewPhone(), Talk.NewPhone());
        var old = await talk.Writes(number, before, "I will have another number soon");
        await talk.Writes(number, after, "Here I am");
        await talk.Moves(before, after);

        await Says(ana, old, "Are you there?");

        await SaysThatTheCustomerIsElsewhere(ana, old);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Number_and_id_change_together_and_both_news_of_it_count_in_either_order(bool numberFirst)
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var (oldPhone, newPhone) = (Talk.NewPhone(), Talk.NewPhone());
        var (oldId, newId) = ($"US.1{oldPhone}", $"US.2{oldPhone}");
        await talk.Brings(
            number,
            new IncomingContent.Text("I will have another number soon"),
            null,
            Phone(oldPhone),
            UserId(oldId)
        );
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(1));
        var at = talk.Host.Clock.GetUtcNow();
        CustomerIdentity[] before = [Phone(oldPhone), UserId(oldId)];
        Func<Task>[] news =
        [
            () => talk.Moves(before, [Phone(newPhone)], at),
            () => talk.Moves(before, [UserId(newId)], at.AddSeconds(1)),
        ];

        foreach (var tell in numberFirst ? news : news.Reverse())
            await tell();

        var names = await talk.Host.Database.Ask(
            $"SELECT value FROM conversations_identity WHERE valid_to IS NULL AND value IN ('{oldPhone}', '{newPhone}', '{oldId}', '{newId}') ORDER BY value"
        );
        names.ShouldBe([newPhone, newId]);
    }

    [Fact]
    public async Task News_of_a_change_that_come_again_after_another_one_say_nothing_of_whoever_has_the_number_now()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var (first, second, third) = (Talk.NewPhone(), Talk.NewPhone(), Talk.NewPhone());
        await talk.Writes(number, first, "I will have another number soon");
        var at = talk.Host.Clock.GetUtcNow();
        await talk.Moves([Phone(first)], [Phone(second)], at);
        talk.Host.Clock.MoveForward(TimeSpan.FromDays(2));
        await talk.Moves([Phone(second)], [Phone(third)]);
        var heir = await talk.Writes(number, first, "I have this number now");

        await talk.Moves([Phone(first)], [Phone(second)], at);

        var names = await talk.Host.Database.Ask(
            $"SELECT value FROM conversations_identity WHERE valid_to IS NULL AND value IN ('{first}', '{second}', '{third}')"
        );
        names.ShouldBe([first, third], ignoreOrder: true);
        (await talk.Writes(number, first, "Still me")).Conversation.ShouldBe(heir.Conversation);
    }

    [Fact]
    public async Task Whoever_moves_to_a_number_that_was_somebody_else_s_is_not_taken_for_them()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var (left, recycled) = (Talk.NewPhone(), Talk.NewPhone());
        var (before, after, other) = (UserId($"US.1{left}"), UserId($"US.2{left}"), UserId($"US.3{left}"));
        var mine = await Announces(number, left, before);
        var theirs = await Announces(number, recycled, other);
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(1));
        await talk.Moves([Phone(left), before], [Phone(recycled), after]);

        var said = await talk.Brings(number, new IncomingContent.Text("It is me"), null, Phone(recycled), after);

        said.Conversation.ShouldBe(mine.Conversation);
        await Says(ana, theirs, $"Not for {recycled}");
        var call = await CallSaying(ana, $"Not for {recycled}");
        call.ShouldContain(other.Value);
    }

    [Fact]
    public async Task What_was_said_before_a_move_and_comes_after_it_is_still_the_same_customer_s()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var (left, now) = (Talk.NewPhone(), Talk.NewPhone());
        var (before, after, heir) = (UserId($"US.4{left}"), UserId($"US.5{left}"), UserId($"US.6{left}"));
        var mine = await Announces(number, left, before);
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(1));
        await talk.Moves([Phone(left), before], [Phone(now), after]);
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(1));
        var theirs = await talk.Brings(number, new IncomingContent.Text("I am new here"), null, Phone(left), heir);

        var late = await talk.Brings(
            number,
            new IncomingContent.Text("I meant to say"),
            null,
            TimeSpan.FromMinutes(100),
            Phone(left),
            before
        );

        late.Conversation.ShouldBe(mine.Conversation);
        (
            await talk.Brings(number, new IncomingContent.Text("Me again"), null, Phone(left), heir)
        ).Conversation.ShouldBe(theirs.Conversation);
        var names = await talk.Host.Database.Ask(
            $"SELECT value FROM conversations_identity WHERE valid_to IS NULL AND value IN ('{left}', '{now}', '{before.Value}', '{after.Value}', '{heir.Value}')"
        );
        names.ShouldBe([left, now, after.Value, heir.Value], ignoreOrder: true);
    }

    [Fact]
    public async Task What_waits_goes_to_where_the_customer_is_when_its_turn_comes()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var (before, after) = (Talk.NewPhone(), Talk.NewPhone());
        var received = await talk.Writes(number, before, "I will have another number soon");
        await ana.IsRefusedForNow();
        await Says(ana, received, $"Where {before} went");
        await Eventually.True(
            "it waits",
            async () =>
                (
                    await talk.Host.Database.Ask(
                        "SELECT 1 FROM whatsapp_outbox WHERE state = 'Waiting' AND attempts = 1"
                    )
                ).Count == 1
        );
        await talk.Moves(before, after);

        await talk.Host.Database.Ask("UPDATE whatsapp_outbox SET due_at = 1");

        await CallSaying(ana, $"Where {before} went", after);
    }

    [Fact]
    public async Task An_id_that_has_ended_and_is_heard_of_again_is_still_the_same_customer_s()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var (before, after) = (UserId($"US.7{phone}"), UserId($"US.8{phone}"));
        var received = await Announces(number, phone, before);
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(1));
        await talk.Moves([before], [after]);
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(1));

        var again = await talk.Brings(number, new IncomingContent.Text("Still me"), null, before);

        again.Conversation.ShouldBe(received.Conversation);
    }

    private static Task<ApiAnswer> Says(Visitor person, Received received, string text) =>
        person.Api(HttpMethod.Post, $"/api/v1/conversations/{received.Conversation}/messages", new { text });

    private static Task SaysThatTheCustomerIsElsewhere(Visitor person, Received received) =>
        Eventually.True(
            "it says so",
            async () =>
                (await person.Open($"/app/conversations/{received.Conversation}")).Text.Contains(
                    "The customer goes by another number now",
                    StringComparison.Ordinal
                )
        );

    /// <summary>The request to WhatsApp that says all of this, once it was made.</summary>
    private static async Task<string> CallSaying(Visitor person, params string[] words) =>
        (
            await Eventually.Value(
                "it is sent",
                async () =>
                    (await person.Api(HttpMethod.Get, "/simulator/admin/calls"))
                        .Json.EnumerateArray()
                        .Select(one => one.GetRawText())
                        .FirstOrDefault(one => words.All(word => one.Contains(word, StringComparison.Ordinal))),
                one => one is not null
            )
        ).ShouldNotBeNull();

    /// <summary>A customer of this phone and id says that the number will change.</summary>
    private Task<Received> Announces(BusinessNumber number, string phone, CustomerIdentity id) =>
        talk.Brings(
            number,
            new IncomingContent.Text("I will have another number soon"),
            null,
            new CustomerIdentity(IdentityKind.ChannelPhone, phone),
            id
        );

    private static CustomerIdentity Phone(string value) => new(IdentityKind.ChannelPhone, value);

    private static CustomerIdentity UserId(string value) => new(IdentityKind.UserId, value);

    [Fact]
    public async Task Late_news_of_what_went_to_the_old_number_does_not_bring_it_back()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var (before, after) = (Talk.NewPhone(), Talk.NewPhone());
        var received = await talk.Writes(number, before, "I will have another number soon");
        var address = $"/api/v1/conversations/{received.Conversation}/messages";
        var sent = await ana.Api(HttpMethod.Post, address, new { text = "Good to know" });
        Id.TryParse<MessageId>(sent.Json.GetProperty("id").GetString(), out var message).ShouldBeTrue(sent.Text);

        await talk.Moves(before, after);
        await talk.Report(
            message,
            DeliveryEvent.Delivered,
            failure: null,
            new CustomerIdentity(IdentityKind.ChannelPhone, before)
        );

        var names = await talk.Host.Database.Ask(
            $"SELECT value FROM conversations_identity WHERE valid_to IS NULL AND value IN ('{before}', '{after}')"
        );
        names.ShouldBe([after]);
    }
}
