using System.Text.Json;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Changes;

/// A change as the API shows it: before and after are JSON themselves, not text that holds JSON.
internal sealed record ShownChange(
    ChangeId Id,
    string Kind,
    DateTimeOffset At,
    ShownChange.Who Actor,
    ShownChange.Where Organization,
    string Subject,
    string? Reason,
    JsonElement? Before,
    JsonElement? After,
    IReadOnlyDictionary<string, int> Affected,
    string? Address,
    ChangeId? Reverts,
    ChangeId? RevertedBy
)
{
    public static ShownChange Of(RecordedChange change) =>
        new(
            change.Id,
            change.Kind,
            change.At,
            new Who(change.ActorId, change.ActorKind, change.ActorName, change.ActorRole),
            new Where(change.Organization, change.OrganizationName),
            change.Subject,
            change.Reason,
            Parsed(change.Before),
            Parsed(change.After),
            change.Affected,
            change.Address,
            change.Reverts,
            change.RevertedBy
        );

    private static JsonElement? Parsed(string? json) => json is null ? null : Json.Read<JsonElement>(json);

    internal sealed record Who(ActorId Id, ActorKind Kind, string Name, string Role);

    internal sealed record Where(OrganizationId Id, string Name);
}
