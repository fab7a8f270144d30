namespace Trunkline.TestKit.Payloads;

/// <summary>
/// Payloads that others wrote. They are no part of this repository and lie beside it, if at all; a test that needs them is explicit,
/// and <c>dev/test</c> runs it where they are.
/// </summary>
public static class OthersPayloads
{
    /// <summary>All of a folder, by its path below theirs.</summary>
    public static IReadOnlyList<string> In(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine([folder.FullName, "shared", "fixtures", .. path]) is var found && Directory.Exists(found))
                return Directory.GetFiles(found, "*.json");
        throw new DirectoryNotFoundException($"There is no folder ../shared/fixtures/{string.Join('/', path)}.");
    }
}
