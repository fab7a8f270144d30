using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Trunkline.TestKit.Visits;

/// <summary>A page as the visitor got it. Things on it are found by the words that a person reads.</summary>
public sealed class Page
{
    private readonly Visitor visitor;

    private Page(Visitor visitor, HttpStatusCode status, IHtmlDocument document, string? problem)
    {
        this.visitor = visitor;
        Status = status;
        Document = document;
        Problem = problem;
    }

    public HttpStatusCode Status { get; }

    public IHtmlDocument Document { get; }

    /// <summary>The body when the answer was not a page.</summary>
    public string? Problem { get; }

    public Uri Address => new(Document.Url);

    public string Path => Address.PathAndQuery;

    public string Heading => Read(Document.QuerySelector("h1") ?? throw NotFound("a heading"));

    /// <summary>All words on the page, one space between them.</summary>
    public string Text => Read(Document.Body!);

    public IReadOnlyList<string> LinkTexts => [.. Document.QuerySelectorAll("a[href]").Select(Name)];

    /// <summary>Follows the link with exactly this name.</summary>
    public Task<Page> Follow(string link)
    {
        var found = Document.QuerySelectorAll<IHtmlAnchorElement>("a[href]").FirstOrDefault(each => Name(each) == link);
        return visitor.Open(
            new Uri((found ?? throw NotFound($"a link '{link}' among: {string.Join(", ", LinkTexts)}")).Href)
        );
    }

    public bool Offers(string button) => Buttons().Any(each => Name(each) == button && !each.HasAttribute("disabled"));

    /// <summary>The form that has a button with this name.</summary>
    public Form Form(string button)
    {
        var names = Buttons().Select(Name).ToList();
        var found = Buttons().FirstOrDefault(each => Name(each) == button);
        return new Form(
            visitor,
            this,
            found ?? throw NotFound($"a button '{button}' among: {string.Join(", ", names)}")
        );
    }

    /// <summary>Presses a button whose form needs no input.</summary>
    public Task<Page> Press(string button) => Form(button).Submit();

    /// <summary>The control with this label, found as a screen reader names it.</summary>
    public IElement Field(string label) => FieldIn(Document.DocumentElement, label);

    internal static async Task<Page> Read(Visitor visitor, Uri address, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var isPage = response.Content.Headers.ContentType?.MediaType is "text/html";
        var parsing = BrowsingContext.New();
        var document = await parsing.OpenAsync(answer => answer.Address(address).Content(isPage ? body : ""));
        return new Page(visitor, response.StatusCode, (IHtmlDocument)document, isPage ? null : body);
    }

    internal IElement FieldIn(IElement area, string label)
    {
        var controls = area.QuerySelectorAll("input:not([type=hidden]), select, textarea").ToList();
        return controls.FirstOrDefault(each => Name(each) == label)
            ?? throw NotFound($"a field '{label}' among: {string.Join(", ", controls.Select(Name))}");
    }

    /// <summary>The accessible name, as far as our pages use it: aria-labelledby, aria-label, label, own words.</summary>
    internal static string Name(IElement element)
    {
        if (element.GetAttribute("aria-labelledby") is { Length: > 0 } ids)
        {
            var named = ids.Split(' ').Select(id => element.Owner!.GetElementById(id)).OfType<IElement>();
            return string.Join(' ', named.Select(Read));
        }

        if (element.GetAttribute("aria-label") is { Length: > 0 } spoken)
        {
            return spoken;
        }

        if (
            element.Id is { Length: > 0 } id
            && element.Owner!.QuerySelectorAll("label").FirstOrDefault(each => each.GetAttribute("for") == id)
                is { } label
        )
        {
            return Read(label);
        }

        return Read(element.Closest("label") ?? element);
    }

    internal static string Read(IElement element)
    {
        var copy = (IElement)element.Clone();
        foreach (var silent in copy.QuerySelectorAll("script, style, template, [aria-hidden=true]").ToList())
        {
            silent.Remove();
        }

        return string.Join(' ', copy.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    internal Exception NotFound(string what) =>
        new InvalidOperationException($"{Path} ({(int)Status}) has not {what}\n\n{Problem ?? Text}");

    private IEnumerable<IElement> Buttons() =>
        Document.QuerySelectorAll("button:not([type=button]):not([type=reset]), input[type=submit]");
}
