using System.Diagnostics;
using Trunkline.TestKit.Databases;

namespace Trunkline.Faults.Striking;

/// <summary>A database on a small disk of its own that is filled under load and emptied again. Mounting needs root.</summary>
internal static class SmallDisk
{
    private const int Megabytes = 400;
    private const int RefusalsToSee = 20;

    public static string? Missing { get; } =
        Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() && TryMount()
            ? null
            : "a small disk cannot be mounted here; it needs root and the right to mount";

    public static async Task<Ground> Mount()
    {
        var folder = Directory.CreateTempSubdirectory("trunkline-small-disk-").FullName;
        Command("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=1777", "tmpfs", folder);
        await Task.CompletedTask;
        return new Ground(
            folder,
            () =>
            {
                Command("umount", "-l", folder);
                Directory.Delete(folder);
            }
        );
    }

    public static async Task Fill(Strike strike)
    {
        await strike.Acknowledged(0.2);
        var filler = Path.Combine(Folder(strike), "filler");
        Occupy(filler);
        var before = Interlocked.Read(ref strike.Stage.Journal.Refused);
        var patience = Stopwatch.StartNew();
        while (
            Interlocked.Read(ref strike.Stage.Journal.Refused) < before + RefusalsToSee
            && !strike.Traffic.IsCompleted
            && patience.Elapsed < TimeSpan.FromSeconds(30)
        )
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        File.Delete(filler);
        // PostgreSQL without room for its log stops; an operator who made room starts it again.
        if (strike.Stage.PostgreSql is { } server && !server.IsRunning)
        {
            await server.Start();
        }
    }

    // Everything that is left, but for what the database has laid hold of already.
    private static void Occupy(string filler)
    {
        using var file = File.Create(filler);
        var piece = new byte[64 * 1024];
        try
        {
            while (true)
            {
                file.Write(piece);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static string Folder(Strike strike)
    {
        if (strike.Stage.PostgreSql is { } server)
        {
            return server.Folder;
        }

        var text = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(strike.Stage.Bank.Database.ConnectionString);
        return Path.GetDirectoryName(text.DataSource)!;
    }

    private static bool TryMount()
    {
        try
        {
            using var ground = Mount().GetAwaiter().GetResult();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Command(string program, params string[] arguments)
    {
        using var running = Process.Start(program, arguments);
        running.WaitForExit();
        if (running.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {running.ExitCode}");
        }
    }
}
