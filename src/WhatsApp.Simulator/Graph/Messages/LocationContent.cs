using System.Globalization;

namespace Trunkline.WhatsApp.Simulator.Graph.Messages;

internal static class LocationContent
{
    public static Reading Read(JsonObject request)
    {
        if (request.Object("location") is not { } location)
            return GraphErrors.Invalid("Parameter 'location' is mandatory for type 'location'");
        // Meta's pages show strings and numbers; both are taken.
        if (!Degrees(location.Text("latitude"), 90) || !Degrees(location.Text("longitude"), 180))
            return GraphErrors.OutOfRange("location['latitude'] and location['longitude'] must be degrees.");
        return new MessageContent(
            "location",
            location.DeepClone(),
            string.Join('\n', new[] { location.Text("name"), location.Text("address") }.OfType<string>())
        );
    }

    static bool Degrees(string? written, double most) =>
        double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
        && Math.Abs(degrees) <= most;
}
