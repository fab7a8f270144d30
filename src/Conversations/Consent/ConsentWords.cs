using Microsoft.Extensions.Configuration;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Settings;

namespace Trunkline.Conversations.Consent;

/// <summary>Which words of a customer count. Settings under <c>Conversations__</c>.</summary>
internal sealed record ConsentWords(IReadOnlyList<string> Yes, IReadOnlyList<string> No, IReadOnlyList<string> Stop)
{
    public static ConsentWords Read(IConfiguration configuration) =>
        new(
            OrElse(configuration.Several("Conversations:YesWords"), "YES"),
            OrElse(configuration.Several("Conversations:NoWords"), "NO"),
            // Whatever other words there are: the product's own replies name it, and so do the laws of some countries.
            [.. configuration.Several("Conversations:StopWords"), "STOP"]
        );

    /// <summary>
    /// A button of ours speaks by its payload in every state. The word NO means something only while a request is
    /// open; in a conversation it is an answer to something else.
    /// </summary>
    public ConsentAnswer Understand(IncomingContent content, ConsentState state) =>
        content switch
        {
            IncomingContent.Button { Payload: MessageTemplate.ConsentYes } => ConsentAnswer.Yes,
            IncomingContent.Button { Payload: MessageTemplate.ConsentNo } => ConsentAnswer.No,
            IncomingContent.Button button => Understand(button.Label, state),
            IncomingContent.Text text => Understand(text.Body, state),
            _ => ConsentAnswer.Other,
        };

    private ConsentAnswer Understand(string text, ConsentState state)
    {
        var word = text.Trim().TrimEnd('.', '!');
        return Is(Stop, word) ? ConsentAnswer.Stop
            : Is(Yes, word) ? ConsentAnswer.Yes
            : state is ConsentState.Requested && Is(No, word) ? ConsentAnswer.No
            : ConsentAnswer.Other;
    }

    private static bool Is(IReadOnlyList<string> words, string word) =>
        words.Contains(word, StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyList<string> OrElse(IReadOnlyList<string> words, string otherwise) =>
        words.Count > 0 ? words : [otherwise];
}
