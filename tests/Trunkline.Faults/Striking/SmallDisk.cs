using System.Diagnostics;
using Npgsql;
using Trunkline.TestKit.Databases;

namespace Trunkline.Faults.Striking;

/// <summary>A database on a small disk of its own that is filled under load and emptied again. Mounting needs root.</summary>
internal static class SmallDisk
{
    private const int Megabytes = 400;
    private const int RefusalsToSee = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
        var enough = Refused(strike) + RefusalsToSee;
        var patience = Stopwatch.StartNew();
        while (Refused(strike) < enough && !strike.Traffic.IsCompleted && patience.Elapsed < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        var refused = Refused(strike);
        var told = await IsReady(strike.Stage);
        File.Delete(filler);
        await Back(strike.Stage);
        if (refused < enough)
        {
            throw new InvalidOperationException("The full disk kept nobody from writing, so it proves nothing.");
        }

        // Of PostgreSQL's disk, which is another machine's, the server knows nothing.
        if (told && strike.Stage.PostgreSql is null)
        {
            throw new InvalidOperationException("With a full disk the server still said that it is ready.");
        }
    }

    private static async Task<bool> IsReady(Stage stage)
    {
        using var balancer = stage.Bank.Server.Visitor();
        using var answer = await balancer.Http.GetAsync("/health/ready");
        return answer.IsSuccessStatusCode;
    }

    private static long Refused(Strike strike) => Interlocked.Read(ref strike.Stage.Journal.WebhooksRefused);

    // PostgreSQL without room for its log stops, now or in a moment; an operator who made room starts it again.
    private static async Task Back(Stage stage)
    {
        var patience = Stopwatch.StartNew();
        while (stage.PostgreSql is { } server)
        {
            try
            {
                if (!server.IsRunning)
                {
                    await server.Start();
                }

                await stage.Bank.Database.Ask("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (patience.Elapsed < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
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
