namespace Trunkline.Faults.Striking;

/// <summary>The server's clock jumps while it works, by Debian's faketime; the monotonic clock goes on, as on a real machine.</summary>
internal static class FalseClock
{
    private static readonly string Offset = Path.Combine(
        Path.GetTempPath(),
        $"trunkline-clock-{Environment.ProcessId}"
    );
    private static readonly string[] Jumps = ["-3600", "+0", "+7200", "-1", "+30", "+0"];
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(1.5);
    private static readonly string? Library = Directory.Exists("/usr/lib")
        ? Directory
            .GetDirectories("/usr/lib")
            .Select(architecture => Path.Combine(architecture, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists)
        : null;

    public static string? Missing { get; } =
        Library is null ? "faketime is not installed (Debian: apt-get install faketime)" : null;

    static FalseClock() => AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(Offset);

    public static IReadOnlyDictionary<string, string?> Settings
    {
        get
        {
            Set("+0");
            return new Dictionary<string, string?>
            {
                ["LD_PRELOAD"] = Library,
                ["FAKETIME_TIMESTAMP_FILE"] = Offset,
                // It looks at the file once a second; at every look at the clock the server would do little else.
                ["FAKETIME_CACHE_DURATION"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            };
        }
    }

    /// <summary>One jump in the middle of the traffic; the next time the next one.</summary>
    public static async Task Jump(Strike strike)
    {
        await strike.Acknowledged(0.3);
        Set(Jumps[(strike.Round - 1) % Jumps.Length]);
        await Task.Delay(Noticed);
    }

    // Renamed into place, so that nobody reads half of it.
    private static void Set(string seconds)
    {
        File.WriteAllText(Offset + ".new", seconds + "\n");
        File.Move(Offset + ".new", Offset, overwrite: true);
    }
}
