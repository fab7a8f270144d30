namespace Trunkline.Web;

internal static class HouseDefaults
{
    public const string Address = "http://localhost:5080";
    private const long LargestRequest = 5 * 1024 * 1024;

    public static void UseHouseDefaults(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (
            configuration["urls"] is null
            && configuration["http_ports"] is null
            && configuration["https_ports"] is null
        )
            builder.WebHost.UseUrls(Address);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
        });
    }
}
