using System.Text.Json.Nodes;
using Trunkline.TestKit.Payloads;

namespace Trunkline.Tests.WhatsApp.Simulator;

/// <summary>Meta's own examples of requests, where the folder with payloads of others is present.</summary>
public sealed class SendRequestFixtureTests
{
    [Fact(Explicit = true)]
    public async Task Every_example_of_a_request_is_accepted_once_its_placeholders_are_filled()
    {
        await using var host = await SimulatorHost.StartAsync();
        // More than one customer may be sent at once.
        await host.AdminAsync(HttpMethod.Patch, "behaviour", new { pairRate = false });
        foreach (var template in Templates())
            await host.AdminAsync(HttpMethod.Post, "templates", template);
        var inbound = await host.TypeAsync("Hi");

        List<string> refused = [];
        var files = OthersPayloads.In("facebook-openapi", "send-requests");
        foreach (var file in files)
        {
            var body = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
            if (body.ContainsKey("to"))
                body["to"] = SimulatorHost.Maria;
            if (body.ContainsKey("message_id"))
                body["message_id"] = inbound;
            if (body["template"]?["name"]?.GetValue<string>() == "template-name")
                await host.AdminAsync(HttpMethod.Post, "templates", PlaceholderTemplate(body["template"]!));
            using var response = await host.PostAsync(body);
            if (!response.IsSuccessStatusCode)
                refused.Add($"{Path.GetFileName(file)}: {await response.Content.ReadAsStringAsync()}");
        }

        files.ShouldNotBeEmpty();
        refused.ShouldBeEmpty();
    }

    /// <summary>The templates that the examples name, as they would have been approved.</summary>
    static object[] Templates()
    {
        string[] replies = ["Yes", "No"];
        return
        [
            new
            {
                name = "intro_catalog_offer",
                language = "en_US",
                body = "{{1}} {{2}} {{3}}",
                buttons = new[] { new { type = "CATALOG", text = "View" } },
            },
            new
            {
                name = "<TEMPLATE_NAME>",
                language = "en_US",
                body = "Fill the form",
                buttons = new[] { new { type = "FLOW", text = "Open" } },
            },
            new
            {
                name = "sample_issue_resolution",
                language = "en_US",
                body = "Hello {{1}}, is it solved?",
                buttons = replies.Select(text => new { type = "QUICK_REPLY", text }),
            },
        ];
    }

    /// <summary>Several examples call their template "template-name" and mean different ones.</summary>
    static object PlaceholderTemplate(JsonNode template)
    {
        var types = template["components"]!
            .AsArray()
            .Select(component => component!["type"]!.GetValue<string>())
            .ToList();
        return new
        {
            name = "template-name",
            language = "language-and-locale-code",
            headerFormat = types.Contains("header") ? "IMAGE" : null,
            body = "{{1}} {{2}} {{3}}",
            buttons = types
                .Where(type => type == "button")
                .Select((_, index) => new { type = "QUICK_REPLY", text = $"Reply {index}" }),
        };
    }
}
