using System.Globalization;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>A WhatsApp Business Account and its templates.</summary>
internal sealed class BusinessAccounts(SimulatorState state)
{
    public Task<GraphAnswer> GetAsync(GraphCall call)
    {
        string name;
        lock (state.Gate)
        {
            name = state.Numbers.First(number => number.AccountId == call.NodeId).VerifiedName;
        }
        var account = new JsonObject
        {
            ["id"] = call.NodeId,
            ["name"] = name,
            ["currency"] = "USD",
            ["timezone_id"] = "1",
            ["message_template_namespace"] = "a5e1c0de_0000_0000_0000_000000000001",
            ["account_review_status"] = "APPROVED",
            ["business_verification_status"] = "verified",
        };
        return Task.FromResult<GraphAnswer>(
            call.Select(account, "name", "currency", "timezone_id", "message_template_namespace")
        );
    }

    public Task<GraphAnswer> ListTemplatesAsync(GraphCall call)
    {
        lock (state.Gate)
        {
            var templates = state
                .Templates.Index()
                .Where(entry => call.Query("name") is not { } name || entry.Item.Name == name)
                .Select(entry =>
                    call.Select(
                        Describe(entry.Item, entry.Index),
                        "name",
                        "status",
                        "category",
                        "language",
                        "components"
                    )
                );
            return Task.FromResult<GraphAnswer>(Pages.Of(call, templates));
        }
    }

    static JsonObject Describe(SimulatedTemplate template, int index)
    {
        var components = new JsonArray();
        if (template.HeaderFormat is { } format)
        {
            var header = new JsonObject { ["type"] = "HEADER", ["format"] = format };
            if (template.HeaderText is { } text)
                header["text"] = text;
            components.Add(header);
        }
        components.Add(new JsonObject { ["type"] = "BODY", ["text"] = template.Body });
        if (template.Footer is { } footer)
            components.Add(new JsonObject { ["type"] = "FOOTER", ["text"] = footer });
        if (template.Buttons.Count > 0)
        {
            components.Add(
                new JsonObject
                {
                    ["type"] = "BUTTONS",
                    ["buttons"] = new JsonArray([
                        .. template.Buttons.Select(button =>
                        {
                            var described = new JsonObject { ["type"] = button.Type, ["text"] = button.Text };
                            if (button.Url is { } url)
                                described["url"] = url;
                            return described;
                        }),
                    ]),
                }
            );
        }
        return new JsonObject
        {
            ["name"] = template.Name,
            ["status"] = template.Status,
            ["category"] = template.Category,
            ["language"] = template.Language,
            ["components"] = components,
            ["id"] = (900_000_000_000_000 + index).ToString(CultureInfo.InvariantCulture),
        };
    }
}
