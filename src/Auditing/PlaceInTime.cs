using Trunkline.Platform.Data;

namespace Trunkline.Auditing;

/// <summary>
/// Where a list that has the newest first was left, as a cursor: the moment of the last one, and how many of that moment were shown, since
/// several have the same.
/// </summary>
internal readonly record struct PlaceInTime(DateTimeOffset At, int Seen)
{
    private static readonly long LastMoment = StoredMoment.Of(DateTimeOffset.MaxValue);

    /// <summary>Null for what is no cursor: then the list begins with the newest.</summary>
    public static PlaceInTime? Read(string? cursor)
    {
        var parts = cursor?.Split('-');
        return
            parts is [var at, var seen]
            && long.TryParse(at, out var microseconds)
            && microseconds >= 0
            && microseconds < LastMoment
            && int.TryParse(seen, out var count)
            ? new(StoredMoment.Read(microseconds), count)
            : null;
    }

    /// <param name="shown">The moments of a page, at least one.</param>
    /// <param name="before">Where the page began.</param>
    public static PlaceInTime After(IReadOnlyList<DateTimeOffset> shown, PlaceInTime? before)
    {
        var at = shown[^1];
        var seen = shown.Count(moment => moment == at);
        return new(at, before is { } place && place.At == at ? place.Seen + seen : seen);
    }

    public override string ToString() => $"{StoredMoment.Of(At)}-{Seen}";
}
