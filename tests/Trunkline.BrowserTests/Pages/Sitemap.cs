using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Http;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.BrowserTests.Pages;

/// <summary>
/// The pages of the product, from its own list of endpoints, with addresses found as a person finds them: by following
/// links. A new page is on the list by itself; if no link leads to it, it is missing here.
/// </summary>
internal sealed class Sitemap
{
    private readonly List<RoutePattern> pages;
    private readonly HashSet<RoutePattern> reached = [];
    private readonly HashSet<string> seen = [];
    private readonly List<string> found = [];

    /// <summary>The pages under <paramref name="face"/> for those who are signed in, or those for whoever comes.</summary>
    public Sitemap(TrunklineHost host, string face, bool signedIn) =>
        pages = [
            .. host
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint =>
                    endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") is true
                )
                .Where(endpoint => endpoint.Metadata.GetMetadata<Authority>() is Authority.Public != signedIn)
                .Select(endpoint => endpoint.RoutePattern)
                .Where(pattern => $"{pattern.RawText}/".StartsWith($"{face}/", StringComparison.Ordinal))
                .Where(pattern => pattern.RawText?.EndsWith("/live", StringComparison.Ordinal) is false),
        ];

    /// <summary>Addresses on this machine, one of each kind.</summary>
    public IReadOnlyList<string> Found => found;

    /// <summary>Pages that no link led to.</summary>
    public IEnumerable<string> Missing => pages.Except(reached).Select(pattern => pattern.RawText!);

    /// <summary>
    /// Follows every link from here on. Addresses that differ in nothing but their ids, or in the values of a filter, are
    /// of one kind, unless <paramref name="each"/> says that every id counts.
    /// </summary>
    public async Task Follow(Visitor visitor, string start, bool each = false)
    {
        var open = new Queue<string>([start]);
        while (open.TryDequeue(out var address))
        {
            if (!IsNew(address, each))
            {
                continue;
            }

            var page = await visitor.Open(address);
            page.Problem.ShouldBeNull($"{address} is no page");
            found.Add(address);
            foreach (var link in page.Document.QuerySelectorAll<IHtmlAnchorElement>("a[href]"))
            {
                if (
                    Uri.TryCreate(link.Href, UriKind.Absolute, out var target)
                    && target.Authority == page.Address.Authority
                )
                {
                    open.Enqueue(target.PathAndQuery);
                }
            }
        }
    }

    private bool IsNew(string address, bool each)
    {
        var (path, query) = address.Split('?') is [var before, var after] ? (before, after) : (address, "");
        var pattern = pages.Where(page => Fits(page, path)).MinBy(page => page.Parameters.Count);
        if (pattern is null)
        {
            return false;
        }

        reached.Add(pattern);
        var filters = string.Join('&', QueryHelpers.ParseQuery(query).Keys.Order(StringComparer.Ordinal));
        return seen.Add($"{(each && filters.Length == 0 ? path : pattern.RawText)}?{filters}");
    }

    private static bool Fits(RoutePattern pattern, string path)
    {
        var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return steps.Length == pattern.PathSegments.Count
            && pattern
                .PathSegments.Zip(steps)
                .All(pair =>
                    pair.First.Parts is not [RoutePatternLiteralPart literal] || literal.Content == pair.Second
                );
    }
}
