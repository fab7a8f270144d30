using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Trunkline.TestKit.Visits;

/// <summary>A form being filled in, sent as a browser would send it: hidden fields and the antiforgery token included.</summary>
public sealed class Form
{
    private readonly Visitor visitor;
    private readonly Page page;
    private readonly IElement button;
    private readonly IHtmlFormElement form;

    internal Form(Visitor visitor, Page page, IElement button)
    {
        this.visitor = visitor;
        this.page = page;
        this.button = button;
        form = button switch
        {
            IHtmlButtonElement { Form: { } owner } => owner,
            IHtmlInputElement { Form: { } owner } => owner,
            _ => throw page.NotFound("a form around its button"),
        };
    }

    /// <summary>Types into the field with this label, or chooses the option with these words.</summary>
    public Form Fill(string label, string text)
    {
        switch (page.FieldIn(form, label))
        {
            case IHtmlSelectElement select:
                var option = select.Options.FirstOrDefault(each => Page.Read(each) == text || each.Value == text);
                select.Value = (option ?? throw page.NotFound($"an option '{text}' in '{label}'")).Value;
                break;
            case IHtmlTextAreaElement area:
                area.Value = text;
                break;
            case IHtmlInputElement input:
                input.Value = text;
                break;
            default:
                throw page.NotFound($"a field to fill named '{label}'");
        }

        return this;
    }

    /// <summary>Types into the only field of a type, such as password, whatever its label says.</summary>
    internal Form FillType(string type, string text)
    {
        form.Elements.OfType<IHtmlInputElement>().Single(each => each.Type == type).Value = text;
        return this;
    }

    public Form Tick(string label) => Set(label, true);

    public Form Untick(string label) => Set(label, false);

    /// <summary>Changes a hidden field, as someone who tampers with the page would.</summary>
    public Form Tamper(string name, string value)
    {
        var field = form.Elements.OfType<IHtmlInputElement>().First(each => each.Name == name);
        field.Value = value;
        return this;
    }

    /// <summary>Presses the button.</summary>
    public Task<Page> Submit()
    {
        var fields = form.Elements.SelectMany(Fields).ToList();
        if (button.GetAttribute("name") is { Length: > 0 } name)
        {
            fields.Add(new(name, button.GetAttribute("value") ?? ""));
        }

        var address = new Uri(
            page.Address,
            button.GetAttribute("formaction") ?? form.GetAttribute("action") ?? page.Address.ToString()
        );
        if (string.Equals(form.Method, "post", StringComparison.OrdinalIgnoreCase))
        {
            return visitor.Send(
                new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) }
            );
        }

        var query = string.Join(
            '&',
            fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}")
        );
        return visitor.Open(new UriBuilder(address) { Query = query }.Uri);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(IElement element)
    {
        if (element.HasAttribute("disabled") || element.Closest("fieldset[disabled]") is not null)
        {
            return [];
        }

        return element switch
        {
            IHtmlInputElement { Type: "submit" or "button" or "reset" or "image" or "file" } => [],
            IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => [],
            IHtmlInputElement { Name.Length: > 0 } input =>
            [
                new(
                    input.Name,
                    input.Type is not ("checkbox" or "radio") || input.HasAttribute("value") ? input.Value : "on"
                ),
            ],
            IHtmlTextAreaElement { Name.Length: > 0 } area => [new(area.Name, area.Value)],
            IHtmlSelectElement { Name.Length: > 0 } select => select
                .Options.Where(option => option.IsSelected)
                .Select(option => new KeyValuePair<string, string>(select.Name, option.Value)),
            _ => [],
        };
    }

    private Form Set(string label, bool on)
    {
        var field = (IHtmlInputElement)page.FieldIn(form, label);
        if (on && field.Type == "radio")
        {
            foreach (
                var other in form
                    .Elements.OfType<IHtmlInputElement>()
                    .Where(each => each.Type == "radio" && each.Name == field.Name)
            )
            {
                other.IsChecked = false;
            }
        }

        field.IsChecked = on;
        return this;
    }
}
