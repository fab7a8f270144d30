using System.Diagnostics;
using System.Net.Http.Json;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Bench.Measures;

/// <summary>
/// The feature is switched at the root in one process; the very next send in another process must be decided by it. Against
/// the same send when nothing was switched.
/// </summary>
internal sealed class Flip : IMeasure
{
    private const string Feature = "whatsapp-messaging";
    private const string Top = "ABC Bank";

    public string Name => "flip";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        await using var enterprise = await Enterprise.Open(Store.PostgreSql, servers: 2);
        using var http = new HttpClient();
        using (var greeted = await http.SendAsync(Requests.Post(enterprise.Server.Address, "v", 0)))
        {
            greeted.EnsureSuccessStatusCode();
        }

        await Eventually.True("there is a conversation", async () => await enterprise.Messages("v") == 1);
        var conversation = (
            await enterprise.Database.Ask("SELECT conversation_id FROM conversations_message WHERE text LIKE 'Bvi%'")
        ).Single();
        var root = (
            await enterprise.Database.Ask("SELECT id FROM organizations_organization WHERE parent_id IS NULL")
        ).Single();
        var cy = await enterprise.Bank.SignIn(DemoPerson.Cy);
        using var administrator = enterprise.Server.Visitor();
        await administrator.SignIn(DemoPerson.Administrator);

        async Task<(double Milliseconds, bool Sent)> Send()
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                new Uri(enterprise.Bank.Servers[1].Address, $"/api/v1/conversations/{conversation}/messages")
            );
            request.Content = JsonContent.Create(new { text = "Hello" });
            cy.Authorize(request);
            var started = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(request);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (!answer.IsSuccessStatusCode)
            {
                // Any other refusal is no decision.
                var refusal = await answer.Content.ReadAsStringAsync();
                if (!refusal.Contains("feature_off", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"A send was refused for another reason: {refusal}");
                }
            }

            return (took, answer.IsSuccessStatusCode);
        }

        await Switch(administrator, root, on: true);
        for (var warm = 0; warm < 10; warm++)
        {
            await Send();
        }

        var (after, plain) = (new List<double>(), new List<double>());
        var (right, flips) = (0, plan.Rounds * 6);
        for (var flip = 0; flip < flips; flip++)
        {
            var on = flip % 2 == 1;
            plain.Add((await Send()).Milliseconds);
            await Switch(administrator, root, on);
            var (took, sent) = await Send();
            after.Add(took);
            right += sent == on ? 1 : 0;
        }

        yield return new(
            "first decision in another process after a flip at the root, right ones",
            Figures.Of("", right),
            Figures.Of("", flips),
            "flips",
            (double)right / flips,
            Bar.AtLeast(1)
        );
        yield return new(
            "send decided right after a flip",
            Figures.Of("ms", after),
            Figures.Of("ms", plain),
            "without a flip before it",
            Figures.Of("ms", after).Median / Figures.Of("ms", plain).Median,
            null
        );
    }

    private static async Task Switch(Visitor administrator, string root, bool on)
    {
        var page = await administrator.Open($"/portal/o/{root}/setup/features/{Feature}");
        if (on)
        {
            await page.Form("Save").Tick("Enable WhatsApp Messaging").Submit();
            return;
        }

        var review = await page.Form("Review changes").Untick("Enable WhatsApp Messaging").Submit();
        var confirm = review
            .Document.QuerySelectorAll("button")
            .Select(button => button.TextContent.Trim())
            .First(text => text.StartsWith("Turn off", StringComparison.Ordinal));
        // At the top the name is to be typed, since it reaches everybody.
        await review.Form(confirm).Fill($"Type “{Top}” to confirm", Top).Submit();
    }
}
