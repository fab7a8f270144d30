using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Bench.Measures;

/// <summary>
/// From the API's 201 to the simulated Graph API: so many messages to as many customers of one number. Against the same
/// messages posted to the simulator by a bare client with as many connections as the outbox uses.
/// </summary>
internal sealed class Outbox : IMeasure
{
    private const int Customers = 200;
    private const int Together = 16;

    public string Name => "outbox";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        // WhatsApp's burst for one customer is 45.
        var sends = (plan == Plan.Quick ? 5 : 25) * Customers;
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            await using var enterprise = await Enterprise.Open(store);
            // At 80 a second, which is usual, the line would measure the pace that we keep.
            await enterprise.Database.Ask("UPDATE whatsapp_number SET per_second = 1000");
            var conversations = await Conversations(enterprise);
            var bare = await Bare(enterprise.Bank.Simulator, conversations, sends);
            var cy = await enterprise.Bank.SignIn(DemoPerson.Cy);
            using var http = new HttpClient { BaseAddress = enterprise.Server.Address };
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForAsync(
                0,
                sends,
                new ParallelOptions { MaxDegreeOfParallelism = Together },
                async (index, cancellation) =>
                {
                    var (conversation, _) = conversations[index % conversations.Count];
                    using var request = new HttpRequestMessage(
                        HttpMethod.Post,
                        $"/api/v1/conversations/{conversation}/messages"
                    );
                    request.Content = JsonContent.Create(new { text = $"Bout{index}", clientId = $"Bout{index}" });
                    cy.Authorize(request);
                    using var answer = await http.SendAsync(request, cancellation);
                    answer.EnsureSuccessStatusCode();
                }
            );
            var accepted = sends / Stopwatch.GetElapsedTime(started).TotalSeconds;
            await Eventually.True(
                "the outbox is empty",
                async () => await enterprise.Number("SELECT COUNT(*) FROM whatsapp_outbox") == 0,
                TimeSpan.FromMinutes(10)
            );
            var rate = sends / Stopwatch.GetElapsedTime(started).TotalSeconds;
            await Verify(enterprise.Bank.Simulator, conversations, sends);
            yield return Line.Share(
                $"employee to Graph API, {store} (accepted at {accepted:N0}/s)",
                Figures.Of("/s", rate),
                Figures.Of("/s", bare),
                "bare client to the simulator",
                null
            );
        }
    }

    private static async Task<IReadOnlyList<(string Conversation, string Phone)>> Conversations(Enterprise enterprise)
    {
        using var http = new HttpClient();
        // Every fourth customer writes to Europe's number.
        for (var index = 0; index < Customers * 4; index += 4)
        {
            using var answer = await http.SendAsync(Requests.Post(enterprise.Server.Address, "c", index));
            answer.EnsureSuccessStatusCode();
        }

        await Eventually.True(
            "every customer has a conversation",
            async () => await enterprise.Messages("c") == Customers,
            TimeSpan.FromMinutes(2)
        );
        var found = await enterprise.Database.Ask(
            "SELECT m.conversation_id, m.text FROM conversations_message m WHERE m.text LIKE 'Bci%'"
        );
        var conversations = new List<(string, string)>();
        foreach (var line in found)
        {
            var parts = line.Split('|');
            var index = int.Parse(parts[1].AsSpan(3, 8), CultureInfo.InvariantCulture);
            var phone = Requests.Phone(index);
            await enterprise.Bank.Simulator.AddCustomer(phone, DemoNumbers.Europe.PhoneNumberId);
            conversations.Add((parts[0], phone));
        }

        return conversations;
    }

    private static async Task<double> Bare(
        SimulatorProcess simulator,
        IReadOnlyList<(string Conversation, string Phone)> conversations,
        int sends
    )
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", TrunklineHost.AccessToken);
        var address = new Uri($"{simulator.Graph}/v23.0/{DemoNumbers.Europe.PhoneNumberId}/messages");
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            sends,
            new ParallelOptions { MaxDegreeOfParallelism = Together },
            async (index, cancellation) =>
            {
                using var answer = await http.PostAsJsonAsync(
                    address,
                    new
                    {
                        messaging_product = "whatsapp",
                        to = conversations[index % conversations.Count].Phone,
                        type = "text",
                        text = new { body = $"bare{index}" },
                    },
                    cancellation
                );
                answer.EnsureSuccessStatusCode();
            }
        );
        return sends / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task Verify(
        SimulatorProcess simulator,
        IReadOnlyList<(string Conversation, string Phone)> conversations,
        int sends
    )
    {
        var arrived = new List<string>();
        foreach (var (_, phone) in conversations)
        {
            arrived.AddRange(
                (await simulator.TextsAt(phone)).Where(text => text.StartsWith("Bout", StringComparison.Ordinal))
            );
        }

        if (arrived.Count != sends || arrived.Distinct().Count() != sends)
        {
            throw new InvalidOperationException(
                $"{sends} were accepted; {arrived.Count} arrived, {arrived.Distinct().Count()} of them distinct"
            );
        }
    }
}
