using System.Diagnostics;
using System.Globalization;

namespace Trunkline.Faults.Striking;

/// <summary>
/// A server's machine is gone from the network without a word, so that PostgreSQL keeps its sessions, and with them its numbers: the
/// server reaches PostgreSQL at an address of its own that is taken away, and then it is killed. No packet says so to anybody.
/// </summary>
internal static class LostMachine
{
    /// <summary>For examples, so nobody else has it: https://www.rfc-editor.org/rfc/rfc5737.</summary>
    public const string Address = "192.0.2.1";

    private const string Owning =
        "application_name = 'Trunkline owner' AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)";

    private static readonly TimeSpan UntilMissed = TimeSpan.FromSeconds(60);

    // Whoever is missed sooner has said goodbye.
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(5);

    public static string? Missing { get; } =
        Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() && CanMove()
            ? null
            : "an address cannot be given and taken away here; it needs root, iproute2 and the right to do so";

    /// <summary>The address is there before PostgreSQL wants to listen at it.</summary>
    public static Task<Ground> GiveAddress()
    {
        Move("add");
        return Task.FromResult(new Ground(Path.GetTempPath(), () => TryMove("del")));
    }

    public static async Task Vanish(Strike strike)
    {
        var server = strike.Stage.Bank.Servers[0];
        var overTheNetwork = new Dictionary<string, string?>
        {
            ["Database:ConnectionString"] = strike.Stage.PostgreSql!.ConnectionStringAt(Address, "faults"),
        };
        if (await Sessions(strike, "TRUE") == 0)
        {
            await server.Stop();
            await server.Start(overTheNetwork);
        }

        await Owns(strike);
        Move("del");
        await server.Kill();
        var missed = await Missed(strike);
        Console.Error.WriteLine($"   PostgreSQL missed the machine after {missed.TotalSeconds:N0} s");
        Move("add");
        await server.Start(overTheNetwork);
    }

    // Numbers move one by one to a server that has come.
    private static async Task Owns(Strike strike)
    {
        while (await Sessions(strike, Owning) == 0)
        {
            if (strike.Traffic.IsCompleted)
            {
                throw new InvalidOperationException(
                    "The server had no number before the traffic was over, so it proves nothing that it is gone."
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private static async Task<TimeSpan> Missed(Strike strike)
    {
        var since = Stopwatch.StartNew();
        while (await Sessions(strike, "TRUE") > 0)
        {
            if (since.Elapsed > UntilMissed)
            {
                Move("add");
                throw new TimeoutException(
                    $"PostgreSQL has not missed the machine within {UntilMissed.TotalSeconds:0} s."
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        return since.Elapsed > TooSoon
            ? since.Elapsed
            : throw new InvalidOperationException(
                $"PostgreSQL missed the machine after {since.Elapsed.TotalSeconds:0.0} s: a packet told, so it proves nothing."
            );
    }

    private static async Task<int> Sessions(Strike strike, string which) =>
        int.Parse(
            (
                await strike.Stage.Bank.Database.Ask(
                    $"SELECT COUNT(*) FROM pg_stat_activity WHERE host(client_addr) = '{Address}' AND {which}"
                )
            ).Single(),
            CultureInfo.InvariantCulture
        );

    private static bool CanMove()
    {
        // A run that was killed may have left it.
        TryMove("del");
        var given = TryMove("add");
        return TryMove("del") && given;
    }

    private static void Move(string verb)
    {
        if (!TryMove(verb))
        {
            throw new InvalidOperationException($"ip addr {verb} {Address} did not succeed.");
        }
    }

    private static bool TryMove(string verb)
    {
        try
        {
            using var running = Process.Start(
                new ProcessStartInfo("ip", ["addr", verb, $"{Address}/32", "dev", "lo"])
                {
                    RedirectStandardError = true,
                }
            )!;
            running.WaitForExit();
            return running.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
