using System.Text.RegularExpressions;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Graph.Messages;

/// <summary>A template as it was approved, filled with the parameters of the request.</summary>
internal static partial class TemplateContent
{
    const int LongestHeader = 60;
    const int LongestBody = 1024;
    const int LongestBodyAlone = 32_768;
    static readonly Version ParameterIssuesHaveACode = new(23, 0);

    public static Reading Read(JsonObject request, IReadOnlyList<SimulatedTemplate> templates, Version version)
    {
        if (request.Object("template") is not { } wire)
            return GraphErrors.Invalid("Parameter 'template' is mandatory for type 'template'");
        if (wire.Text("name") is not { Length: > 0 } name)
            return GraphErrors.Required("template['name']");
        if (wire.Object("language")?.Text("code") is not { Length: > 0 } language)
            return GraphErrors.Required("template['language']");
        var template = templates.FirstOrDefault(known => known.Name == name && known.Language == language);
        if (template?.Status == "PAUSED")
            return GraphErrors.Of(132015, "The template is paused because of its low quality.");
        if (template?.Status == "DISABLED")
            return GraphErrors.Of(132016, "The template is permanently disabled because of its low quality.");
        if (template is not { Status: "APPROVED" })
            return GraphErrors.Of(132001, $"template name ({name}) does not exist in {language}");

        var components = wire.Array("components")?.OfType<JsonObject>().ToList() ?? [];
        if (ReadHeader(template, components, version, out var header) is { } wrongHeader)
            return wrongHeader;
        if (Fill(template.Body, "body", Parameters(components, "body"), version, out var body) is { } wrongBody)
            return wrongBody;
        var alone = template is { HeaderFormat: null, Footer: null, Buttons.Count: 0 };
        if (body.Characters() > (alone ? LongestBodyAlone : LongestBody) || header?.Characters() > LongestHeader)
            return GraphErrors.Of(
                132005,
                $"{(header?.Characters() > LongestHeader ? "header" : "body")}: Translated text too long"
            );
        List<Choice> choices = [];
        if (ReadButtons(template, components, choices) is { } wrongButton)
            return wrongButton;

        return new MessageContent("template", wire.DeepClone(), body)
        {
            Header = header,
            Footer = template.Footer,
            Choices = choices,
            TemplateCategory = template.Category,
        };
    }

    static GraphError? ReadHeader(
        SimulatedTemplate template,
        List<JsonObject> components,
        Version version,
        out string? header
    )
    {
        header = null;
        var parameters = Parameters(components, "header");
        switch (template.HeaderFormat)
        {
            case null when parameters.Count > 0:
                return Count("header", parameters.Count, 0);
            case null:
                return null;
            case "TEXT":
                return Fill(template.HeaderText ?? "", "header", parameters, version, out header);
            default:
                if (parameters.Count != 1)
                    return Count("header", parameters.Count, 1);
                if (
                    !string.Equals(
                        parameters[0].Text("type"),
                        template.HeaderFormat,
                        StringComparison.OrdinalIgnoreCase
                    )
                )
                {
                    return GraphErrors.Of(
                        132012,
                        $"header: Format mismatch, expected {template.HeaderFormat}, received {parameters[0].Text("type")?.ToUpperInvariant()}"
                    );
                }
                header = $"[{template.HeaderFormat.ToLowerInvariant()}]";
                return null;
        }
    }

    static GraphError? Fill(
        string text,
        string component,
        List<JsonObject> parameters,
        Version version,
        out string filled
    )
    {
        filled = text;
        var names = Placeholder().Matches(text).Select(match => match.Groups["name"].Value).Distinct().ToList();
        if (parameters.Count != names.Count)
            return Count(component, parameters.Count, names.Count);
        var positional = names.TrueForAll(name => int.TryParse(name, out _));
        Dictionary<string, string> values = [];
        for (var i = 0; i < parameters.Count; i++)
        {
            if (ValueOf(parameters[i], version, out var value) is { } wrong)
                return wrong;
            var name = positional
                ? (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : parameters[i].Text("parameter_name");
            if (name is null || !names.Contains(name))
                return GraphErrors.Invalid("Parameter name is missing or empty");
            values[name] = value;
        }
        filled = Placeholder()
            .Replace(text, match => values.GetValueOrDefault(match.Groups["name"].Value, match.Value));
        return null;
    }

    static GraphError? ValueOf(JsonObject parameter, Version version, out string value)
    {
        value = "";
        var type = parameter.Text("type");
        if (type is "currency" or "date_time")
        {
            value = parameter.Object(type)?.Text("fallback_value") ?? "";
            return value.Length > 0 ? null : GraphErrors.Required($"{type}['fallback_value']");
        }
        if (type != "text")
            return GraphErrors.Of(132012, $"body: Format mismatch, expected TEXT, received {type?.ToUpperInvariant()}");
        if (parameter.Text("text") is not { } text)
            return GraphErrors.Invalid("Parameter 'text' is mandatory for component parameter type 'text'");
        if (text.Length == 0)
            return GraphErrors.Missing("Parameter of type text is missing text value");
        if (Unprintable().IsMatch(text))
        {
            const string rule = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
            return version >= ParameterIssuesHaveACode ? GraphErrors.Of(132018, rule) : GraphErrors.Invalid(rule);
        }
        value = text;
        return null;
    }

    static GraphError? ReadButtons(SimulatedTemplate template, List<JsonObject> components, List<Choice> choices)
    {
        var wired = components.Where(component => Is(component, "button")).ToList();
        foreach (var component in wired)
        {
            if (!int.TryParse(component.Text("index"), out var index) || index < 0 || index >= template.Buttons.Count)
                return GraphErrors.OutOfRange(
                    $"buttons: Button at index {component.Text("index")} does not exist in the template"
                );
            var kind = component.Text("sub_type") ?? "";
            if (!string.Equals(kind, template.Buttons[index].Type, StringComparison.OrdinalIgnoreCase))
                return GraphErrors.Of(
                    132012,
                    $"buttons: Button at index {index} is of type {template.Buttons[index].Type}, received {kind}"
                );
        }
        foreach (var (index, button) in template.Buttons.Index())
        {
            var parameter =
                wired.Find(component => component.Text("index") == $"{index}")?.Array("parameters")?.FirstOrDefault()
                as JsonObject;
            if (
                button.Type == "URL"
                && button.Url?.Contains("{{1}}", StringComparison.Ordinal) == true
                && parameter?.Text("text") is not { Length: > 0 }
            )
                return GraphErrors.Missing($"buttons: Button at index {index} of type Url requires a parameter");
            choices.Add(
                button.Type switch
                {
                    "QUICK_REPLY" => new Choice(
                        ChoiceKind.TemplateReply,
                        parameter?.Text("payload") ?? button.Text,
                        button.Text
                    ),
                    "URL" => new Choice(
                        ChoiceKind.Link,
                        (button.Url ?? "").Replace("{{1}}", parameter?.Text("text"), StringComparison.Ordinal),
                        button.Text
                    ),
                    _ => new Choice(ChoiceKind.Link, "", button.Text),
                }
            );
        }
        return null;
    }

    static List<JsonObject> Parameters(List<JsonObject> components, string type) =>
        components.Find(component => Is(component, type))?.Array("parameters")?.OfType<JsonObject>().ToList() ?? [];

    static bool Is(JsonObject component, string type) =>
        string.Equals(component.Text("type"), type, StringComparison.OrdinalIgnoreCase);

    static GraphError Count(string component, int given, int expected) =>
        GraphErrors.Of(
            132000,
            $"{component}: number of localizable_params ({given}) does not match the expected number of params ({expected})"
        );

    [GeneratedRegex(@"\{\{\s*(?<name>[a-z0-9_]+)\s*\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\n\r\t]| {5,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unprintable();
}
