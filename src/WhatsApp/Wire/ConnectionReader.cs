using System.Text.Json;
using Trunkline.WhatsApp.Connection;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp.Wire;

/// <summary>Reads what WhatsApp knows of a number and of the apps that listen to its business account.</summary>
internal static class ConnectionReader
{
    /// <summary>The fields of a number that are asked for.</summary>
    public const string NumberFields = "display_phone_number,status,throughput,webhook_configuration";

    public static Asked<NumberAtWhatsApp> ReadNumber(int status, ReadOnlyMemory<byte> body) =>
        Read(
            status,
            body,
            number =>
            {
                var callbacks = number.Member("webhook_configuration");
                return new NumberAtWhatsApp(
                    number.Text("display_phone_number"),
                    number.Text("status"),
                    number.Member("throughput").Text("level"),
                    // The nearest one counts. (Meta, "Overriding the callback URL")
                    callbacks.Text("phone_number")
                        ?? callbacks.Text("whatsapp_business_account")
                        ?? callbacks.Text("application")
                );
            }
        );

    /// <summary>The names of the apps, or their ids.</summary>
    public static Asked<IReadOnlyList<string>> ReadApps(int status, ReadOnlyMemory<byte> body) =>
        Read<IReadOnlyList<string>>(
            status,
            body,
            answer =>
                [
                    .. answer
                        .Items("data")
                        .Select(one => one.Member("whatsapp_business_api_data"))
                        .Select(app => app.Text("name") ?? app.Text("id") ?? "an app without a name"),
                ]
        );

    private static Asked<T> Read<T>(int status, ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        if (!GraphAnswer.TryParse(body, out var document))
            return new Asked<T>.Refused(SendErrors.NotFromWhatsApp);
        using (document)
        {
            if (GraphAnswer.ErrorCode(document.RootElement) is { } code)
                return new Asked<T>.Refused(code);
            return status is >= 200 and <= 299
                ? new Asked<T>.Known(read(document.RootElement))
                : new Asked<T>.Refused(SendErrors.NotFromWhatsApp);
        }
    }
}
