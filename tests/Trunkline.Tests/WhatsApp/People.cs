using System.Net.Http.Json;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.WhatsApp;

/// <summary>The people of the demo in stories: employees in the app, administrators in the portal, customers on their phones.</summary>
internal static class People
{
    public static async Task<Visitor> SignedIn(this TrunklineHost host, DemoPerson person)
    {
        var visitor = host.Visitor();
        await visitor.SignIn(person);
        return visitor;
    }

    /// <summary>The address of the conversation in which this message of WhatsApp's lies.</summary>
    public static async Task<string> ThreadOf(this TrunklineHost host, string provider) =>
        $"/app/conversations/{await host.Ask<Guid>($"SELECT conversation_id AS \"Value\" FROM conversations_message WHERE provider_id = {provider}")}";

    /// <summary>Writes in the app.</summary>
    public static async Task Writes(this Visitor employee, string thread, string text)
    {
        var page = await employee.Open(thread);
        var form = page.Form("Send");
        var answer = await form.Fill(Label(page), text).Submit();
        answer.Status.ShouldBe(System.Net.HttpStatusCode.OK, answer.Problem ?? answer.Text);
        answer.Text.ShouldContain(text);
    }

    public static Task<string> StateOf(this TrunklineHost host, string text) =>
        host.Ask<string>(
            $"SELECT state AS \"Value\" FROM conversations_message WHERE text = {text} AND direction = 'Outgoing'"
        );

    /// <summary>What the simulator shall do wrong at the next send from this number.</summary>
    public static async Task GoesWrong(this Visitor visitor, object fault) =>
        (
            await visitor.Http.PostAsJsonAsync(
                new Uri("/simulator/admin/faults", UriKind.Relative),
                fault,
                TestContext.Current.CancellationToken
            )
        ).EnsureSuccessStatusCode();

    /// <summary>The next send is refused for now: it waits for ten minutes and goes out again by itself.</summary>
    public static Task IsRefusedForNow(this Visitor visitor) =>
        visitor.GoesWrong(
            new
            {
                kind = "errorAnswer",
                code = 134102,
                times = 1,
            }
        );

    /// <summary>The customer of our payloads writes from the simulated phone too, so that the simulator's window is open.</summary>
    public static async Task CustomerWrites(this Visitor visitor) =>
        (
            await visitor.Http.PostAsJsonAsync(
                new Uri("/simulator/admin/customers", UriKind.Relative),
                new
                {
                    name = "Sheena Nelson",
                    phone = "+" + Payload.Customer,
                    lastWrote = new Dictionary<string, DateTimeOffset>
                    {
                        [DemoNumbers.Europe.PhoneNumberId] = TimeProvider.System.GetUtcNow(),
                    },
                },
                TestContext.Current.CancellationToken
            )
        ).EnsureSuccessStatusCode();

    public static async Task ClockMoves(this Visitor visitor, double seconds) =>
        (
            await visitor.Http.PostAsJsonAsync(
                new Uri("/simulator/admin/clock", UriKind.Relative),
                new { seconds },
                TestContext.Current.CancellationToken
            )
        ).EnsureSuccessStatusCode();

    private static string Label(Page page) =>
        page.Document.QuerySelector("form.composer textarea")?.GetAttribute("aria-label")
        ?? throw new InvalidOperationException($"Nothing can be written here: {page.Text}");
}
