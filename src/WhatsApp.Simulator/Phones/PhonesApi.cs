namespace Trunkline.WhatsApp.Simulator.Phones;

internal static class PhonesApi
{
    public static void MapPhones(this IEndpointRouteBuilder simulator) { }
}
