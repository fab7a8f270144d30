using System.Diagnostics;
using Npgsql;

namespace Trunkline.TestKit.Databases;

/// <summary>
/// A private PostgreSQL server, started by the first test that asks and shared by the test run.
/// It stops and deletes itself when the test process ends, however it ends.
/// </summary>
public sealed class PostgreSqlServer
{
    // The shell, not this process, owns the server: it waits for the end of its standard input, which the kernel closes
    // even when the test process is killed. PostgreSQL refuses to run as root, hence the other user.
    private const string Script = """
        trap '' INT HUP
        folder=$(mktemp -d /tmp/trunkline-postgresql-XXXXXX)
        "$0/initdb" --no-sync -A trust -U trunkline -E UTF8 --locale=C.UTF-8 -D "$folder/data" >"$folder/initdb.log" 2>&1 ||
            { cat "$folder/initdb.log"; rm -rf "$folder"; exit 1; }
        echo "folder: $folder"
        "$0/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=300 \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off 2>&1 </dev/null &
        server=$!
        cat >/dev/null
        kill -INT "$server"
        wait "$server"
        rm -rf "$folder"
        """;

    private static readonly Lazy<Task<PostgreSqlServer>> Shared = new(Start);

    private readonly Process owner;
    private readonly string folder;
    private readonly SemaphoreSlim creating = new(1, 1);
    private int databases;

    private PostgreSqlServer(Process owner, string folder)
    {
        this.owner = owner;
        this.folder = folder;
    }

    /// <summary>Why no server can be started here, or null when one can.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>The server of this test run; skips the calling test when PostgreSQL is not installed.</summary>
    public static Task<PostgreSqlServer> Started()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return Shared.Value;
    }

    /// <summary>A database of the caller's own, empty or a copy of another; answers its connection string.</summary>
    public async Task<string> CreateDatabase(string? original = null)
    {
        owner.HasExited.ShouldBeFalse("the PostgreSQL server of this test run has stopped");
        var name = $"test_{Interlocked.Increment(ref databases)}";
        var template = original is null ? "template1" : new NpgsqlConnectionStringBuilder(original).Database;
        // It refuses while another copy of the same is being made.
        await creating.WaitAsync();
        try
        {
            await Execute($"CREATE DATABASE {name} TEMPLATE {template}");
        }
        finally
        {
            creating.Release();
        }

        return ConnectionString(name);
    }

    public async Task DropDatabase(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private static string? FindMissing()
    {
        if (OperatingSystem.IsWindows())
        {
            return "The private PostgreSQL server needs a Unix shell.";
        }

        return Programs() is null
            ? "PostgreSQL is not installed: initdb is neither on the PATH nor below /usr/lib/postgresql (Debian: apt-get install postgresql)."
            : null;
    }

    internal static string? Programs()
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private static async Task<PostgreSqlServer> Start()
    {
        var (program, arguments) = Environment.IsPrivilegedProcess
            ? ("setpriv", (string[])["--reuid=postgres", "--regid=postgres", "--init-groups", "sh", "-c", Script])
            : ("sh", ["-c", Script]);
        var owner = Process.Start(
            new ProcessStartInfo(program, [.. arguments, Programs()!])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = "/",
            }
        )!;

        var said = new List<string>();
        while (await owner.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                _ = owner.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                var folder = said.Single(each => each.StartsWith("folder: ", StringComparison.Ordinal))[
                    "folder: ".Length..
                ];
                return new PostgreSqlServer(owner, folder);
            }
        }

        throw new InvalidOperationException("PostgreSQL did not start:\n" + string.Join('\n', said));
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = folder,
            Username = "trunkline",
            Database = database,
            MaxPoolSize = 40,
            IncludeErrorDetail = true,
        }.ConnectionString;

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
