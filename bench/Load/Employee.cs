using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Bench.Load;

/// <summary>Cy, who writes to customers of Europe's number through the API, to all of them in turn.</summary>
internal sealed class Employee : IDisposable
{
    public const int Customers = 200;

    /// <summary>As many as the outbox posts side by side.</summary>
    public const int Together = 16;

    private readonly Enterprise enterprise;
    private readonly HttpClient http;
    private readonly AppSession cy;

    private Employee(Enterprise enterprise, AppSession cy, IReadOnlyList<(string, string)> conversations)
    {
        (this.enterprise, this.cy, Conversations) = (enterprise, cy, conversations);
        http = new HttpClient { BaseAddress = enterprise.Server.Address };
    }

    public IReadOnlyList<(string Conversation, string Phone)> Conversations { get; }

    /// <summary>Customers write first; their number is allowed 1,000 a second, else the pace that we keep would be measured.</summary>
    public static async Task<Employee> SignIn(Enterprise enterprise)
    {
        await enterprise.Database.Ask("UPDATE whatsapp_number SET per_second = 1000");
        var conversations = await BeWrittenTo(enterprise);
        return new(enterprise, await enterprise.Bank.SignIn(DemoPerson.Cy), conversations);
    }

    /// <summary>Answers how many a second were accepted, and how many a second had reached the simulator when the last one had.</summary>
    public async Task<(double Accepted, double Delivered)> Send(string name, int count)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Together },
            async (index, cancellation) =>
            {
                var (conversation, _) = Conversations[index % Conversations.Count];
                using var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    $"/api/v1/conversations/{conversation}/messages"
                );
                request.Content = JsonContent.Create(new { text = $"B{name}{index}", clientId = $"B{name}{index}" });
                cy.Authorize(request);
                using var answer = await http.SendAsync(request, cancellation);
                if (!answer.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException(
                        $"A message was refused: {await answer.Content.ReadAsStringAsync(cancellation)}"
                    );
                }
            }
        );
        var accepted = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Eventually.True(
            "the outbox is empty",
            async () => await enterprise.Number("SELECT COUNT(*) FROM whatsapp_outbox") == 0,
            TimeSpan.FromMinutes(10)
        );
        var delivered = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Verify(name, count);
        return (accepted, delivered);
    }

    /// <summary>How long a page takes, in milliseconds.</summary>
    public async Task<double> Open(string page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        cy.Enter(request);
        var started = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public void Dispose() => http.Dispose();

    private static async Task<IReadOnlyList<(string, string)>> BeWrittenTo(Enterprise enterprise)
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

    private async Task Verify(string name, int count)
    {
        var arrived = new List<string>();
        foreach (var (_, phone) in Conversations)
        {
            arrived.AddRange(
                (await enterprise.Bank.Simulator.TextsAt(phone)).Where(text =>
                    text.StartsWith($"B{name}", StringComparison.Ordinal)
                )
            );
        }

        if (arrived.Count != count || arrived.Distinct().Count() != count)
        {
            throw new InvalidOperationException(
                $"{count} were accepted; {arrived.Count} arrived, {arrived.Distinct().Count()} of them distinct"
            );
        }
    }
}
