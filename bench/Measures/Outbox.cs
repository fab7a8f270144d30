using System.Diagnostics;
using System.Net.Http.Json;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Bench.Measures;

/// <summary>
/// From the API's 201 to the simulated Graph API: so many messages to as many customers of one number. Against the same
/// messages posted to the simulator by a bare client with as many connections as the outbox uses.
/// </summary>
internal sealed class Outbox : IMeasure
{
    public string Name => "outbox";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        // To one customer our own pace lets 44 go at once.
        var rounds = Math.Min(plan.Rounds, 3);
        var sends = (plan == Plan.Quick ? 3 : 7) * Employee.Customers;
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            await using var enterprise = await Enterprise.Open(store);
            using var employee = await Employee.SignIn(enterprise);
            // The first of each compiles what the others use.
            await Bare(enterprise.Bank.Simulator, employee, Employee.Customers);
            await employee.Send("warm", Employee.Customers);
            var (bare, accepted, delivered) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                bare.Add(await Bare(enterprise.Bank.Simulator, employee, sends));
                var (took, arrived) = await employee.Send($"out{round}i", sends);
                accepted.Add(took);
                delivered.Add(arrived);
            }

            yield return Line.Share(
                $"employee to Graph API, {store} (accepted at {accepted.Average():N0}/s)",
                Figures.Of("/s", delivered),
                Figures.Of("/s", bare),
                "bare client to the simulator",
                null
            );
        }
    }

    private static async Task<double> Bare(SimulatorProcess simulator, Employee employee, int sends)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", TrunklineHost.AccessToken);
        var address = new Uri($"{simulator.Graph}/v23.0/{DemoNumbers.Europe.PhoneNumberId}/messages");
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            sends,
            new ParallelOptions { MaxDegreeOfParallelism = Employee.Together },
            async (index, cancellation) =>
            {
                using var answer = await http.PostAsJsonAsync(
                    address,
                    new
                    {
                        messaging_product = "whatsapp",
                        to = employee.Conversations[index % Employee.Customers].Phone,
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
}
