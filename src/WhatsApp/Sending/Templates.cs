using System.Text.RegularExpressions;
using Trunkline.Conversations.Contracts;

namespace Trunkline.WhatsApp.Sending;

/// <summary>The templates that the product sends. Each must be approved, with these words, for every business account.</summary>
internal static partial class Templates
{
    public const string Language = "en";

    private static readonly Dictionary<string, (string Body, string[] Buttons)> ByName = new(StringComparer.Ordinal)
    {
        [MessageTemplate.ConsentRequestName] = (
            "Hello {{1}}, {{2}} would like to send you messages on WhatsApp. Do you agree? You can stop at any time.",
            ["YES", "NO"]
        ),
        [MessageTemplate.ConversationReopenName] = (
            "Hello {{1}}, this is {{2}}. We would like to continue our conversation. Please reply when it suits you.",
            []
        ),
    };

    public static TemplateText? Fill(MessageTemplate template) =>
        ByName.TryGetValue(template.Name, out var known)
            ? new(
                Placeholder()
                    .Replace(
                        known.Body,
                        place =>
                            Value(
                                template,
                                int.Parse(
                                    place.Groups["place"].Value,
                                    System.Globalization.CultureInfo.InvariantCulture
                                )
                            )
                    ),
                known.Buttons
            )
            : null;

    private static string Value(MessageTemplate template, int place) =>
        place <= template.Values.Count ? template.Values[place - 1] : "";

    [GeneratedRegex(@"\{\{(?<place>\d)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
