using System.Text.Json;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp.Wire;

/// <summary>Reads what POST /messages answered. Whatever leaves the outcome open is unknown, never "not sent".</summary>
internal static class SendAnswerReader
{
    public static SendOutcome Read(int status, ReadOnlyMemory<byte> body)
    {
        if (!GraphAnswer.TryParse(body, out var document))
            return Unexplained(status) ?? new SendOutcome.Unknown($"HTTP {status} without a readable answer");
        using (document)
        {
            var root = document.RootElement;
            var error = root.Member("error");
            if (GraphAnswer.ErrorCode(root) is { } code)
                return new SendOutcome.Refused(
                    code,
                    error.Member("error_data").Text("details") ?? error.Text("message")
                );
            if (status is < 200 or > 299)
                return Unexplained(status) ?? new SendOutcome.Unknown($"HTTP {status} without an error code");
            if (root.Text("success") == "true")
                return new SendOutcome.Accepted(null, []);
            var contact = root.Items("contacts").FirstOrDefault();
            return root.Items("messages").FirstOrDefault().Text("id") is { Length: > 0 } id
                ? new SendOutcome.Accepted(id, Sender.Identities(null, contact.Text("wa_id"), contact.Text("user_id")))
                : new SendOutcome.Unknown($"HTTP {status} without a message id");
        }
    }

    // A gateway on the way says no without Meta's code: what it refused went nowhere.
    private static SendOutcome? Unexplained(int status) =>
        status switch
        {
            // Whoever waited for the request in vain may have passed it on.
            408 => null,
            421 or 425 => new SendOutcome.Refused(SendErrors.Overloaded, $"HTTP {status} without an explanation"),
            429 => new SendOutcome.Refused(130429, "HTTP 429 without an explanation"),
            >= 300 and < 500 => new SendOutcome.Refused(
                SendErrors.NotFromWhatsApp,
                $"HTTP {status} without an explanation"
            ),
            _ => null,
        };
}
