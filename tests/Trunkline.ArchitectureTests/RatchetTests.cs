using System.Text.RegularExpressions;

namespace Trunkline.ArchitectureTests;

/// <summary>Numbers that should fall and must not rise unnoticed.</summary>
public sealed partial class RatchetTests
{
    private const int LongestFile = 250;

    [Fact]
    public void Files_longer_than_250_lines() =>
        Ratchet.Holds(
            "long-files",
            House
                .Sources(".cs", ".razor", ".ts")
                .Select(source => (source.Path, Lines: source.Text.Split('\n').Length - 1))
                .Where(source =>
                    source.Lines > LongestFile && !source.Path.StartsWith("src/Migrations/", StringComparison.Ordinal)
                )
                .ToDictionary(source => source.Path, source => source.Lines)
        );

    [Fact]
    public void Suppressed_warnings() =>
        Ratchet.Holds(
            "suppressed-warnings",
            House
                .Sources(".cs", ".razor", ".csproj")
                .Select(source => (source.Path, Count: Suppression().Count(source.Text)))
                .Where(source => source.Count > 0)
                .ToDictionary(source => source.Path, source => source.Count)
        );

    [Fact]
    public void Types_that_modules_show_each_other() =>
        Ratchet.Holds(
            "contracts",
            House.Modules.ToDictionary(
                module => module.Key,
                module => module.Value.GetExportedTypes().Count(type => !type.IsNested && type.IsUnder("Contracts"))
            )
        );

    [Fact]
    public void Files_of_Platform() =>
        Ratchet.Holds(
            "platform-files",
            new()
            {
                ["files"] = House
                    .Sources(".cs")
                    .Count(source => source.Path.StartsWith("src/Platform/", StringComparison.Ordinal)),
            }
        );

    [GeneratedRegex(@"#pragma warning disable|\[(assembly: )?SuppressMessage|<NoWarn>")]
    private static partial Regex Suppression();
}
