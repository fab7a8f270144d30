namespace Trunkline.Ui.Contracts;

/// <summary>The meaning of a colour; each tone also has its own icon or word wherever it is used.</summary>
public enum Tone
{
    Neutral,
    Positive,
    Warning,
    Danger,
    Information,
}

/// <summary>The value that applies above a setting, and where it was set; the link is left out for places the reader may not open.</summary>
public sealed record SettingAbove(bool On, string Name, string? Href = null);

/// <summary>Why a list is empty, which decides its words and its way forward.</summary>
public enum EmptyReason
{
    NothingYet,
    FilteredOut,
    SwitchedOff,
}

/// <summary>What became of one gate of a decision.</summary>
public enum GateOutcome
{
    Passed,
    Failed,
    NotChecked,
}

/// <summary>One gate of a decision, in the order in which gates are asked.</summary>
public sealed record TraceGate(
    GateOutcome Outcome,
    string Title,
    string? Detail = null,
    string? ActionLabel = null,
    string? ActionHref = null
)
{
    /// <summary>When it was last so.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>One tab; tabs are links to pages.</summary>
public sealed record TabEntry(string Label, string Href, bool Current = false, string? Count = null);

/// <summary>One choice of a select or of a group of radio buttons.</summary>
public sealed record Choice(string Value, string Label, string? Hint = null, bool Disabled = false);

/// <summary>What became of an outgoing message, as ticks show it.</summary>
public enum TickState
{
    Queued,
    Sending,
    Sent,
    Delivered,
    Read,
    Played,
    Failed,
}

/// <summary>How a time is written.</summary>
public enum TimeFormat
{
    Moment,
    Clock,
    Day,
    Recent,
}

/// <summary>Which pane a small screen shows.</summary>
public enum PaneFocus
{
    List,
    Main,
    Details,
}

/// <summary>The shell around a page.</summary>
public enum Shell
{
    Portal,
    App,
    Plain,
}

/// <summary>A way in which a column is sorted.</summary>
public enum SortOrder
{
    None,
    Ascending,
    Descending,
}
