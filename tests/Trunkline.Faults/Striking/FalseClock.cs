using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Faults.Striking;

[assembly: HostingStartup(typeof(FalseClock))]

namespace Trunkline.Faults.Striking;

/// <summary>
/// The server's clock jumps while it works; the monotonic clock goes on, as on a real machine. Everything in the product asks
/// one TimeProvider for the time (BannedSymbols.txt sees to that), so the built server gets another one, and nothing else changes.
/// </summary>
public sealed class FalseClock : IHostingStartup
{
    private const string Setting = "TRUNKLINE_FAULTS_CLOCK";
    private static readonly int[] Jumps = [-3600, 0, 7200, -1, 30, 0];
    private static readonly string OffsetFile = Path.Combine(
        Path.GetTempPath(),
        $"trunkline-clock-{Environment.ProcessId}"
    );

    static FalseClock() => AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(OffsetFile);

    /// <summary>What a server is started with, so that it follows <see cref="Jump"/>.</summary>
    public static IReadOnlyDictionary<string, string?> Settings
    {
        get
        {
            Set(0);
            return new Dictionary<string, string?> { [Setting] = OffsetFile };
        }
    }

    /// <summary>In the server: takes the place of the system's clock before the product asks for it.</summary>
    public void Configure(IWebHostBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(Setting) is { } file)
        {
            builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(new Told(file)));
        }
    }

    /// <summary>One jump in the middle of the traffic; the next time the next one.</summary>
    internal static async Task Jump(Strike strike)
    {
        await strike.Acknowledged(0.3);
        Set(Jumps[(strike.Round - 1) % Jumps.Length]);
    }

    // Renamed into place, so that nobody reads half of it.
    private static void Set(int seconds)
    {
        File.WriteAllText(OffsetFile + ".new", seconds.ToString(CultureInfo.InvariantCulture));
        File.Move(OffsetFile + ".new", OffsetFile, overwrite: true);
    }

    /// <summary>The system's time, moved by as many seconds as a file says.</summary>
    private sealed class Told(string file) : TimeProvider
    {
        private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

        private readonly Lock looking = new();
        private long lookedAt;
        private TimeSpan offset;

        public override DateTimeOffset GetUtcNow()
        {
            lock (looking)
            {
                if (lookedAt == 0 || GetElapsedTime(lookedAt) > Look)
                {
                    lookedAt = GetTimestamp();
                    offset = TimeSpan.FromSeconds(int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture));
                }

                return base.GetUtcNow() + offset;
            }
        }
    }
}
