namespace Trunkline.Web;

internal static class HouseDefaults
{
    public const string Address = "http://localhost:5080";
    private const long LargestRequest = 5 * 1024 * 1024;

    /// <summary>Where the settings say that this server listens, separated by semicolons: by address, or by port as container images do.</summary>
    public static string AddressesIn(IConfiguration configuration) =>
        configuration["urls"] is { Length: > 0 } urls
            ? urls
            : string.Join(
                ';',
                Ports(configuration, "http").Concat(Ports(configuration, "https")).DefaultIfEmpty(Address)
            );

    private static IEnumerable<string> Ports(IConfiguration configuration, string scheme) =>
        (configuration[$"{scheme}_ports"] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(port => $"{scheme}://*:{port}");

    public static void UseHouseDefaults(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.WebHost.UseUrls(AddressesIn(configuration));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
        });
    }
}
