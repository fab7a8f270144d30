namespace Trunkline.Ui.Contracts;

/// <summary>What is wrong with a submitted form, by field name; names are compared without regard to case.</summary>
public sealed class FormErrors
{
    public static readonly FormErrors None = new(new(StringComparer.OrdinalIgnoreCase));

    readonly Dictionary<string, string[]> byField;

    FormErrors(Dictionary<string, string[]> byField) => this.byField = byField;

    public bool Any => byField.Count > 0;

    /// <summary>Field name and sentence; the empty name means the form as a whole.</summary>
    public IEnumerable<(string Field, string Message)> All =>
        byField.SelectMany(entry => entry.Value.Select(message => (entry.Key, message)));

    public string? this[string field] =>
        byField.TryGetValue(field, out var messages) ? string.Join(' ', messages) : null;

    public static FormErrors Of(IReadOnlyDictionary<string, string[]>? errors) =>
        errors is null or { Count: 0 } ? None : new(new(errors, StringComparer.OrdinalIgnoreCase));
}
