using System.Net.Http.Json;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.WhatsApp.Sending;

/// <summary>WhatsApp's limits as the simulator enforces them: who keeps to them is refused nothing.</summary>
public sealed class PacingTests : IAsyncLifetime
{
    private const string Other = "491510000077";

    private TrunklineHost host = null!;
    private Visitor cy = null!;

    public async ValueTask InitializeAsync()
    {
        host = await A.Host().WithDemo().Listening().Start();
        cy = await host.SignedIn(DemoPerson.Cy);
    }

    public ValueTask DisposeAsync()
    {
        cy.Dispose();
        return host.DisposeAsync();
    }

    [Fact]
    public async Task E3_Whoever_has_had_a_burst_of_messages_waits_for_more_and_another_customer_does_not()
    {
        var one = await Chat("wamid.one", Payload.Customer);
        var other = await Chat("wamid.other", Other);

        for (var number = 1; number <= 50; number++)
            await cy.Writes(one, $"part {number}.");
        await cy.Writes(other, "For the other");

        await Eventually.True(
            "the burst is there",
            async () => await host.StateOf("part 44.") is "Delivered" or "Read"
        );
        await Eventually.True(
            "so is the other's",
            async () => await host.StateOf("For the other") is "Delivered" or "Read"
        );
        (await host.StateOf("part 50.")).ShouldBe("Queued");
        await cy.ClockMoves(60);
        await Eventually.True("now all are", async () => await host.StateOf("part 50.") is "Delivered" or "Read");
        (await Calls()).ShouldNotContain("rate limit");
    }

    [Fact]
    public async Task What_the_employee_has_read_the_customer_sees_as_read()
    {
        await Chat("wamid.seen", Payload.Customer);
        var phone = $"/simulator/admin/customers/%2B{Payload.Customer}";
        var typed = await cy.Api(
            HttpMethod.Post,
            phone + "/messages",
            new { number = DemoNumbers.Europe.PhoneNumberId, text = "Have you seen this?" }
        );
        var id = typed.Json.GetProperty("id").GetString()!;
        await Eventually.True("it arrived", async () => await host.Messages(id) == 1);
        (await IsRead(phone)).ShouldBeFalse();

        await (await cy.Open(await host.ThreadOf(id))).Press("Mark as read");

        await Eventually.True("it is read", () => IsRead(phone));
    }

    private async Task<bool> IsRead(string phone) =>
        (await cy.Api(HttpMethod.Get, phone + "/phone"))
            .Json.GetProperty("chats")
            .EnumerateArray()
            .SelectMany(chat => chat.GetProperty("messages").EnumerateArray())
            .Single(message => message.GetProperty("text").GetString() == "Have you seen this?")
            .TryGetProperty("readAt", out _);

    /// <summary>Somebody writes to Cy, and the phone knows it, so that the window is open at both ends.</summary>
    private async Task<string> Chat(string id, string phone)
    {
        using var meta = new Meta(host);
        await meta.Delivers(
            Payload.Of([
                Payload.Change(messages: [Payload.Message(id, "Hello", phone)], contacts: [Payload.Contact(phone)]),
            ])
        );
        await Eventually.True("the message arrived", async () => await host.Messages(id) == 1);
        using var known = await cy.Http.PostAsJsonAsync(
            new Uri("/simulator/admin/customers", UriKind.Relative),
            new
            {
                name = phone,
                phone = "+" + phone,
                lastWrote = new Dictionary<string, DateTimeOffset>
                {
                    [DemoNumbers.Europe.PhoneNumberId] = TimeProvider.System.GetUtcNow(),
                },
            },
            TestContext.Current.CancellationToken
        );
        known.EnsureSuccessStatusCode();
        return await host.ThreadOf(id);
    }

    private async Task<string> Calls() => (await cy.Api(HttpMethod.Get, "/simulator/admin/calls")).Text;
}
