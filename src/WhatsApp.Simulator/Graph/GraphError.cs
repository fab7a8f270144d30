using System.Security.Cryptography;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>An error as Meta words it, in the answer to a call and in the errors of a failed status.</summary>
internal sealed record GraphError(int Code, string Title, string? Details = null)
{
    const string Href = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";

    /// <summary>Overrides "(#code) title".</summary>
    public string? Message { get; init; }
    public string Type { get; init; } = "OAuthException";
    public int? Subcode { get; init; }

    public JsonObject ForAnswer()
    {
        var error = new JsonObject
        {
            ["message"] = Message ?? $"(#{Code}) {Title}",
            ["type"] = Type,
            ["code"] = Code,
        };
        if (Details is not null)
            error["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = Details };
        if (Subcode is { } subcode)
            error["error_subcode"] = subcode;
        error["fbtrace_id"] = TraceId();
        return new JsonObject { ["error"] = error };
    }

    public JsonObject ForWebhook()
    {
        var error = new JsonObject
        {
            ["code"] = Code,
            ["title"] = Title,
            ["message"] = Title,
        };
        if (Details is not null)
            error["error_data"] = new JsonObject { ["details"] = Details };
        error["href"] = Href;
        return error;
    }

    public int HttpStatus(ErrorStatus style) =>
        style switch
        {
            ErrorStatus.AlwaysBadRequest => 400,
            ErrorStatus.TooManyRequestsWhenThrottled when Code is 4 or 80007 or 130429 or 131056 => 429,
            _ => Code switch
            {
                0 or 104 or 190 => 401,
                10 or (>= 200 and < 300) or 368 or 130497 or 131005 or 131031 => 403,
                132001 => 404,
                3 or 131000 or 131016 or 131045 or 131057 or 134102 => 500,
                2 or 133004 => 503,
                _ => 400,
            },
        };

    static string TraceId() =>
        "A" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", 22);
}
