using System.Diagnostics;
using System.Net;
using Npgsql;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.TestKit.Databases;

/// <summary>
/// PostgreSQL that survives a machine: two machines under Patroni with synchronous replication, which agree through etcd
/// on a third about who is the primary. All of it ends when its owner ends.
/// </summary>
public sealed class PatroniCluster : IAsyncDisposable
{
    /// <summary>In seconds; the driver's own 30 would only make the drill longer.</summary>
    public const int CommandsMayTake = 10;

    private const string User = "trunkline";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder;
    private readonly int agreement;
    private readonly Node[] nodes;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private Machine? etcd;

    private PatroniCluster(string folder)
    {
        this.folder = folder;
        var ports = FreePorts.Several(6);
        (agreement, Peers) = (ports[0], ports[1]);
        nodes = [new("one", folder, ports[2], ports[3]), new("two", folder, ports[4], ports[5])];
    }

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing { get; } =
        PostgreSqlServer.Missing
        ?? Machine.Missing
        ?? (
            Found("patroni") && Found("etcd")
                ? null
                : "patroni or etcd is not on the PATH (Debian: apt-get install patroni etcd-server python3-etcd)"
        );

    private int Peers { get; }

    public static async Task<PatroniCluster> Start()
    {
        var folder = Directory.CreateTempSubdirectory("trunkline-patroni-").FullName;
        var cluster = new PatroniCluster(folder);
        try
        {
            await cluster.Begin();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>An empty database; its connection string names both machines and leads to the primary.</summary>
    public async Task<TestDatabase> CreateDatabase(string name)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return TestDatabase.At(Store.PostgreSql, ConnectionString(name));
    }

    /// <summary>The machine that is the primary at present.</summary>
    public async Task<Node> Primary()
    {
        foreach (var node in nodes)
        {
            if (await Is("primary", node))
            {
                return node;
            }
        }

        throw new InvalidOperationException("No machine is the primary.");
    }

    public Node Other(Node node) => nodes.Single(other => other != node);

    /// <summary>Waits until this one has been made the primary.</summary>
    public Task UntilPromoted(Node node) => UntilIs("primary", node);

    /// <summary>Switches it on again and waits until it has caught up: whatever is committed from then on is on both machines.</summary>
    public async Task BringBack(Node node)
    {
        node.SwitchOn();
        await UntilIs("synchronous", node);
    }

    /// <summary>The standby takes nothing in any more and does not say so; every commit waits for it.</summary>
    public async Task StopReplication(Node standby)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={standby.Port};Username={User};Database=postgres;Pooling=false"
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_wal_receiver", connection);
        await standby.StopReceiving((int)(await command.ExecuteScalarAsync())!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        if (etcd is not null)
        {
            await etcd.DisposeAsync();
        }

        http.Dispose();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private async Task Begin()
    {
        foreach (var node in nodes)
        {
            Directory.CreateDirectory(node.Folder);
            await File.WriteAllTextAsync(node.Settings, SettingsOf(node));
        }

        if (Environment.IsPrivilegedProcess)
        {
            using var given = Process.Start("chown", ["-R", "postgres", folder]);
            await given.WaitForExitAsync();
        }

        var clients = $"http://127.0.0.1:{agreement}";
        var peers = $"http://127.0.0.1:{Peers}";
        etcd = Machine.Start(
            Path.Combine(folder, "etcd.log"),
            "etcd",
            "--name=agreement",
            $"--data-dir={Path.Combine(folder, "etcd")}",
            $"--listen-client-urls={clients}",
            $"--advertise-client-urls={clients}",
            $"--listen-peer-urls={peers}",
            $"--initial-advertise-peer-urls={peers}",
            $"--initial-cluster=agreement={peers}"
        );
        nodes[0].SwitchOn();
        await UntilPromoted(nodes[0]);
        await BringBack(nodes[1]);
    }

    private async Task UntilIs(string role, Node node)
    {
        try
        {
            await Eventually.True($"machine {node.Name} is {role}", () => Is(role, node), Patience);
        }
        catch (TimeoutException error)
        {
            throw new InvalidOperationException($"{error.Message}\n{string.Join('\n', nodes.Select(Said))}", error);
        }
    }

    // Patroni's endless "no action" tells nothing.
    private static string Said(Node node) =>
        $"{node.Name}:\n"
        + string.Join(
            '\n',
            File.ReadLines(node.Log).Where(line => !line.Contains("no action", StringComparison.Ordinal)).TakeLast(40)
        );

    private async Task<bool> Is(string role, Node node)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{node.Control}/{role}"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private string SettingsOf(Node node) =>
        $"""
            scope: trunkline
            name: {node.Name}
            restapi:
              listen: 127.0.0.1:{node.Control}
              connect_address: 127.0.0.1:{node.Control}
            etcd3:
              host: 127.0.0.1:{agreement}
            bootstrap:
              dcs:
                ttl: 8
                loop_wait: 1
                retry_timeout: 3
                synchronous_mode: true
                postgresql:
                  use_pg_rewind: true
                  parameters:
                    max_connections: 300
                    fsync: 'on'
                    synchronous_commit: 'on'
              initdb:
              - encoding: UTF8
              - locale: C.UTF-8
            postgresql:
              listen: 127.0.0.1:{node.Port}
              connect_address: 127.0.0.1:{node.Port}
              data_dir: {node.Folder}/data
              bin_dir: {PostgreSqlServer.Programs()}
              pgpass: {node.Folder}/pgpass
              remove_data_directory_on_rewind_failure: true
              authentication:
                superuser:
                  username: {User}
                replication:
                  username: replicator
              parameters:
                unix_socket_directories: {node.Folder}
              pg_hba:
              - local all all trust
              - host all all 127.0.0.1/32 trust
              - host replication all 127.0.0.1/32 trust
            """;

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = string.Join(',', nodes.Select(node => $"127.0.0.1:{node.Port}")),
            Username = User,
            Database = database,
            TargetSessionAttributes = "primary",
            HostRecheckSeconds = 5,
            Timeout = 5,
            CommandTimeout = CommandsMayTake,
            MaxPoolSize = 60,
            IncludeErrorDetail = true,
        }.ConnectionString;

    private static bool Found(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Any(place => File.Exists(Path.Combine(place, program)));

    /// <summary>One of the two machines: PostgreSQL, and the Patroni that looks after it.</summary>
    public sealed class Node(string name, string cluster, int port, int control) : IAsyncDisposable
    {
        private Machine? machine;
        private int? stopped;

        public string Name => name;

        internal int Port => port;

        internal int Control => control;

        internal string Folder { get; } = Path.Combine(cluster, name);

        internal string Settings => Path.Combine(Folder, "patroni.yml");

        internal string Log => Path.Combine(Folder, "patroni.log");

        /// <summary>Everything on it is gone in one instant; its disk stays.</summary>
        public async Task LosePower()
        {
            await DisposeAsync();
            // Connections of the tests' own would be found dead one by one.
            NpgsqlConnection.ClearAllPools();
        }

        public async ValueTask DisposeAsync()
        {
            if (machine is { } running)
            {
                machine = null;
                await running.DisposeAsync();
            }
        }

        /// <summary>It answers nobody any more, and nobody is told that it does not.</summary>
        public Task Freeze() => machine!.Freeze();

        internal async Task StopReceiving(int receiver)
        {
            await machine!.Tell($"kill -STOP {receiver}");
            stopped = receiver;
        }

        /// <summary>What it was sent meanwhile and did not take in is gone with the connection.</summary>
        public async Task ReceiveAgain()
        {
            await machine!.Tell($"kill -TERM {stopped}; kill -CONT {stopped}");
            stopped = null;
        }

        internal void SwitchOn() => machine = Machine.Start(Log, "patroni", Settings);
    }
}
