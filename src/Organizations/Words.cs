using Trunkline.Organizations.Contracts;

namespace Trunkline.Organizations;

internal static class Words
{
    public static string Count(int number, string one, string? many = null) =>
        $"{number:N0} {(number == 1 ? one : many ?? one + "s")}";

    /// "89 accounts", or what else is reached when nobody uses the app there yet.
    public static string Reach(LeafCount people, int organizations) =>
        people.Active > 0 ? Count(people.Active, "account")
        : people.Invited > 0 ? Count(people.Invited, "invited account")
        : Count(organizations, "organization");

    public static string Names(IReadOnlyList<string> names, int atMost = 5) =>
        names.Count <= atMost
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(atMost))} and {names.Count - atMost} more";
}
