using System.Net;
using Microsoft.Net.Http.Headers;

namespace Trunkline.TestKit.Visits;

/// <summary>
/// Keeps cookies between requests, also Secure ones over plain HTTP, as browsers do for this machine's own addresses;
/// the framework's CookieContainer does not.
/// </summary>
internal sealed class Cookies(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly Dictionary<string, SetCookieHeaderValue> kept = [];

    public IReadOnlyCollection<SetCookieHeaderValue> Kept => kept.Values;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var path = request.RequestUri!.AbsolutePath;
        var sent = kept.Values.Where(cookie => path.StartsWith(cookie.Path.Value ?? "/", StringComparison.Ordinal));
        var header = string.Join("; ", sent.Select(cookie => $"{cookie.Name}={cookie.Value}"));
        if (header.Length > 0)
        {
            request.Headers.Add("Cookie", header);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out var answered))
        {
            foreach (var cookie in SetCookieHeaderValue.ParseList(answered.ToList()))
            {
                Keep(cookie);
            }
        }

        return response;
    }

    private void Keep(SetCookieHeaderValue cookie)
    {
        var gone =
            cookie.Expires <= DateTimeOffset.UnixEpoch.AddDays(1)
            || cookie.MaxAge <= TimeSpan.Zero
            || cookie.Value.Length == 0;
        if (gone)
        {
            kept.Remove(cookie.Name.ToString());
        }
        else
        {
            kept[cookie.Name.ToString()] = cookie;
        }
    }
}
