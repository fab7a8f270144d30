using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

internal sealed record OrganizationNameModel(
    OrganizationScope Scope,
    string? Name,
    long? Version,
    IReadOnlyDictionary<string, string[]>? Errors,
    bool IsNew
);
