using System.Security.Cryptography;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>The headers that stand on every answer of the Graph API.</summary>
internal static class GraphHeaders
{
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static void Add(HttpResponse response, string version, string? accountId, byte[] body)
    {
        var headers = response.Headers;
        headers["facebook-api-version"] = version;
        headers["x-fb-request-id"] = "A" + RandomNumberGenerator.GetString(Letters, 22);
        headers["x-fb-trace-id"] = RandomNumberGenerator.GetString(Letters, 11);
        headers["x-fb-rev"] = "1030123456";
        headers["X-FB-Debug"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        headers["x-app-usage"] = """{"call_count":0,"total_cputime":0,"total_time":0}""";
        if (accountId is not null)
        {
            headers["x-business-use-case-usage"] =
                $$"""{"{{accountId}}":[{"type":"whatsapp_business_management","call_count":1,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":0}]}""";
        }
        if (HttpMethods.IsGet(response.HttpContext.Request.Method))
            headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";
        headers.AccessControlAllowOrigin = "*";
        headers.StrictTransportSecurity = "max-age=15552000; preload";
        headers.Vary = "Origin, Accept-Encoding";
        headers.CacheControl = "private, no-cache, no-store, must-revalidate";
        headers.Pragma = "no-cache";
        headers.Expires = "Sat, 01 Jan 2000 00:00:00 GMT";
    }
}
