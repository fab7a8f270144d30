namespace Trunkline.Platform.Http;

/// <summary>Where a form leads afterwards: only ever an address of the same face, never another site.</summary>
public static class ReturnAddress
{
    private const int Longest = 2000;

    /// <summary>The wanted address if it is one of the face's, else the face itself.</summary>
    public static string Within(string face, string? wanted) => Find(face, wanted) ?? face;

    /// <summary>The wanted address, or null when it is not of the face or cannot stand in a header as it is.</summary>
    public static string? Find(string face, string? wanted) =>
        wanted is { Length: <= Longest }
        && (
            wanted == face
            || wanted.StartsWith(face + "/", StringComparison.Ordinal)
            || wanted.StartsWith(face + "?", StringComparison.Ordinal)
        )
        && !wanted.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !wanted.Contains('\\')
        && !wanted.Contains("..", StringComparison.Ordinal)
            ? wanted
            : null;
}
