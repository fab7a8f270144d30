using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

internal sealed record NameTaken(string Name, string Parent)
    : Refusal(
        "name_taken",
        RefusalKind.Conflict,
        $"There is already an organization called “{Name}” in {Parent}. Choose another name."
    );

internal sealed record WouldBeACycle(string Name)
    : Refusal(
        "would_be_a_cycle",
        RefusalKind.Invalid,
        $"{Name} cannot be moved into itself or into something below it."
    );

internal sealed record TooDeep(int AtMost)
    : Refusal("too_deep", RefusalKind.Invalid, $"The tree may be {AtMost} levels deep; choose a place further up.");

internal sealed record TopmostStays()
    : Refusal(
        "topmost_stays",
        RefusalKind.Invalid,
        "The topmost organization is the enterprise itself; it can be renamed, but not moved or deleted."
    );

internal sealed record NotEmpty(string Name, IReadOnlyList<Occupants> Inside)
    : Refusal(
        "not_empty",
        RefusalKind.Conflict,
        $"{Name} cannot be deleted: there are {string.Join(" and ", Inside)} in it or below it."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["occupants"] = Inside.ToDictionary(one => one.Many, one => one.Count) };
}
