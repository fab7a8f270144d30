using System.Text.Json;

namespace Trunkline.ArchitectureTests;

/// <summary>
/// A number kept in a file. The test fails when it rises, and also when it falls without the file saying so; either way the
/// new number is a reviewed edit.
/// </summary>
internal static class Ratchet
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Holds(string ratchet, Dictionary<string, int> now)
    {
        var file = Path.Combine(House.Root, "tests", "Trunkline.ArchitectureTests", "ratchets", $"{ratchet}.json");
        if (Environment.GetEnvironmentVariable("TRUNKLINE_ACCEPT_RATCHETS") == "1")
        {
            var sorted = new SortedDictionary<string, int>(now, StringComparer.Ordinal);
            File.WriteAllText(file, JsonSerializer.Serialize(sorted, Indented) + "\n");
        }

        var reviewed = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(file))!;
        var difference =
            from name in reviewed.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            let was = reviewed.GetValueOrDefault(name)
            let number = now.GetValueOrDefault(name)
            where was != number
            select $"{name}: {was} -> {number}";

        difference.ShouldBeEmpty(
            $"Rising asks for a better idea first; falling is good news to write down. Then: dev/test --accept-ratchets, and commit ratchets/{ratchet}.json."
        );
    }
}
