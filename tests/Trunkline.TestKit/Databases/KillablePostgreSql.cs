using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Trunkline.TestKit.Databases;

/// <summary>
/// A PostgreSQL server of one's own that keeps every promise of a production server (fsync, synchronous commit), can be
/// killed without a goodbye, and comes back at the same address. It stops and deletes itself when its owner ends.
/// </summary>
public sealed class KillablePostgreSql : IAsyncDisposable
{
    // As with PostgreSqlServer the shell owns the server, and the end of its standard input is the end of both. An owner who
    // only stops it says so first; one who is gone cannot, and then its folder goes too.
    private const string Run = """
        trap '' INT HUP
        programs=$1
        folder=$2
        "$programs/postgres" -D "$folder/data" -k "$folder" -c "listen_addresses=$3" -c max_connections=300 2>&1 </dev/null &
        server=$!
        read -r word
        kill -INT "$server" 2>/dev/null
        { wait "$server"; } 2>/dev/null
        [ "$word" = keep ] || rm -rf "$folder"
        """;

    private const string Make = """
        "$1/initdb" --no-sync -A trust -U trunkline -E UTF8 --locale=C.UTF-8 -D "$2/data"
        """;

    private readonly string folder;
    private readonly string address;
    private Process? owner;
    private string said = "";

    private KillablePostgreSql(string folder, string address) => (this.folder, this.address) = (folder, address);

    /// <summary>Where its data are.</summary>
    public string Folder => folder;

    public bool IsRunning => owner is not null && File.Exists(Path.Combine(folder, "data", "postmaster.pid"));

    /// <summary>The process that answers connections, as <c>kill</c> and <c>strace</c> want it.</summary>
    public int Id =>
        int.Parse(File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Starts an empty server in a new folder, or below the folder that is given; it listens at its socket there.</summary>
    /// <param name="address">An address of this machine at which it listens too.</param>
    public static async Task<KillablePostgreSql> Start(string? below = null, string? address = null)
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var folder = Directory.CreateDirectory(
            Path.Combine(below ?? Path.GetTempPath(), $"trunkline-postgresql-{Guid.CreateVersion7():N}")
        );
        if (Environment.IsPrivilegedProcess)
        {
            using var given = Process.Start("chown", ["postgres", folder.FullName]);
            await given.WaitForExitAsync();
        }

        var server = new KillablePostgreSql(folder.FullName, address ?? "");
        using var making = Shell(Make, folder.FullName);
        var said = await making.StandardOutput.ReadToEndAsync();
        await making.WaitForExitAsync();
        making.ExitCode.ShouldBe(0, said);
        if (address is not null)
        {
            var who = Path.Combine(folder.FullName, "data", "pg_hba.conf");
            await File.AppendAllTextAsync(who, $"host all all {address}/32 trust\n");
        }

        await server.Start();
        return server;
    }

    /// <summary>Starts it again after it was killed or stopped; recovery included.</summary>
    public async Task Start()
    {
        var patience = Stopwatch.StartNew();
        // Until the last process of a killed server is gone, its memory counts as in use.
        while (!await TryStart())
        {
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), $"PostgreSQL did not start again: {said}");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    /// <summary>Starts it again as the standby of a primary that says nothing: it answers and takes no writes until it is promoted.</summary>
    public async Task StartAsStandby()
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "data", "standby.signal"), []);
        await Start();
    }

    /// <summary>As when its machine loses power: with every process that serves a connection.</summary>
    public async Task Kill()
    {
        using var server = Process.GetProcessById(Id);
        server.Kill(entireProcessTree: true);
        await End();
    }

    /// <summary>Gone, with a goodbye.</summary>
    public Task Stop() => End();

    /// <summary>An empty database; answers its connection string.</summary>
    public async Task<TestDatabase> CreateDatabase(string name)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return TestDatabase.At(Store.PostgreSql, ConnectionString(name));
    }

    /// <summary>For whoever comes over the network, where the server listens at an address.</summary>
    public string ConnectionStringAt(string host, string database) =>
        new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Host = host }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await End();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> TryStart()
    {
        owner = Shell(Run, folder, address);
        while (await owner.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("ready to accept", StringComparison.Ordinal))
            {
                _ = owner.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return true;
            }

            // Clients that come while it recovers are turned away with a FATAL of their own.
            if (
                line.Contains("FATAL", StringComparison.Ordinal)
                && !line.Contains("the database system is", StringComparison.Ordinal)
            )
            {
                said = line;
                break;
            }
        }

        await End();
        return false;
    }

    private async Task End()
    {
        if (owner is { } shell)
        {
            await shell.StandardInput.WriteLineAsync("keep");
            shell.StandardInput.Close();
            await shell.WaitForExitAsync();
            shell.Dispose();
            owner = null;
            // Connections of the tests' own would be found dead one by one.
            NpgsqlConnection.ClearAllPools();
        }
    }

    // PostgreSQL refuses to run as root.
    private static Process Shell(string script, string folder, string address = "")
    {
        string[] words = ["sh", "-c", script, "sh", PostgreSqlServer.Programs()!, folder, address];
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. words]
            : words;
        return Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = "/",
            }
        )!;
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = folder,
            Username = "trunkline",
            Database = database,
            MaxPoolSize = 60,
            IncludeErrorDetail = true,
        }.ConnectionString;
}
