using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trunkline.WhatsApp.Simulator.Admin;

/// <summary>The admin API's own JSON, the same in every host.</summary>
internal static class AdminJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    public static IResult Of(object value, int status = StatusCodes.Status200OK) =>
        Results.Json(value, Options, statusCode: status);

    public static IResult Unknown(string what) => Problem($"There is no such {what}.", StatusCodes.Status404NotFound);

    public static IResult Problem(string title, int status = StatusCodes.Status422UnprocessableEntity) =>
        Results.Json(new { title, status }, Options, "application/problem+json", status);

    /// <summary>Null when the body is no such JSON.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Options, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IResult Unreadable => Problem("The body is not the JSON that is expected here.");
}
