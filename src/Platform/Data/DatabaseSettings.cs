using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Data;

public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}

/// <summary>
/// Where the data is: <c>Database__Provider</c>, <c>Database__ConnectionString</c>, <c>Data__Directory</c>; and, where a pooler
/// that does not keep sessions stands before PostgreSQL, <c>Database__DirectConnectionString</c> past it.
/// </summary>
public sealed record DatabaseSettings(DatabaseProvider Provider, string ConnectionString, string Directory)
{
    // All that a busy process says; each connection keeps its own, a megabyte or two.
    private const int PreparedStatements = 100;

    // A machine that is gone without a word ends no session by itself: PostgreSQL would keep its locks, and with them all that it
    // owned, for the two hours after which Linux asks.
    private const string MissingAfterFifteenSeconds =
        "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3 -c tcp_user_timeout=15000";

    /// <summary>For what lives as long as its connection: owning work, storing webhooks, hearing and telling of commits, migrating.</summary>
    public string DirectConnectionString { get; init; } = ConnectionString;

    /// <summary>The file of SQLite; null on PostgreSQL, and where everything is in memory.</summary>
    public string? File =>
        Provider is DatabaseProvider.Sqlite
        && new SqliteConnectionStringBuilder(ConnectionString).DataSource is { Length: > 0 } source
        && !source.StartsWith(":memory:", StringComparison.Ordinal)
            ? Path.GetFullPath(source)
            : null;

    public static DatabaseSettings Read(IConfiguration configuration)
    {
        var directory = Path.GetFullPath(configuration.Optional("Data:Directory") ?? "data");
        var provider = configuration.Optional("Database:Provider") switch
        {
            null => DatabaseProvider.Sqlite,
            var text
                when Enum.TryParse<DatabaseProvider>(text, ignoreCase: true, out var known) && Enum.IsDefined(known) =>
                known,
            var text => throw new SettingException(
                $"The setting Database__Provider is '{text}', but accepts only Sqlite or PostgreSql."
            ),
        };
        try
        {
            PrivateFiles.MakeFolder(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The setting Data__Directory is '{directory}', but that folder cannot be made or written."
            );
        }
        return provider is DatabaseProvider.Sqlite
            ? new(provider, Sqlite(configuration, directory), directory)
            : ReadPostgreSql(configuration, directory);
    }

    private static DatabaseSettings ReadPostgreSql(IConfiguration configuration, string directory)
    {
        var connection = PostgreSql("ConnectionString", configuration.Required("Database:ConnectionString"));
        if (configuration.Optional("Database:DirectConnectionString") is not { } direct)
            return new(DatabaseProvider.PostgreSql, Watched(Preparing(connection)).ToString(), directory);
        return new(DatabaseProvider.PostgreSql, connection.ToString(), directory)
        {
            DirectConnectionString = Watched(PostgreSql("DirectConnectionString", direct)).ToString(),
        };
    }

    private static string Sqlite(IConfiguration configuration, string directory)
    {
        var text =
            configuration.Optional("Database:ConnectionString")
            ?? $"Data Source={Path.Combine(directory, "trunkline.db")}";
        try
        {
            // A shared cache would turn readers into writers' prisoners; WAL does what it was once for.
            return new SqliteConnectionStringBuilder(text)
            {
                Cache = SqliteCacheMode.Private,
                DefaultTimeout = 30,
            }.ToString();
        }
        catch (ArgumentException)
        {
            throw new SettingException(
                "The setting Database__ConnectionString accepts a SQLite connection string, for example 'Data Source=data/trunkline.db'."
            );
        }
    }

    private static NpgsqlConnectionStringBuilder PostgreSql(string setting, string text)
    {
        try
        {
            return new(text);
        }
        catch (ArgumentException)
        {
            throw new SettingException(
                $"The setting Database__{setting} accepts a PostgreSQL connection string, for example 'Host=localhost;Database=trunkline;Username=trunkline'."
            );
        }
    }

    // Reading and planning a statement costs PostgreSQL more than running it. What was prepared belongs to the session, so not
    // where a pooler hands sessions on; and the operator's own word wins.
    private static NpgsqlConnectionStringBuilder Preparing(NpgsqlConnectionStringBuilder connection)
    {
        if (!connection.ShouldSerialize("Max Auto Prepare"))
            connection.MaxAutoPrepare = PreparedStatements;
        return connection;
    }

    // A pooler may refuse them, and is itself whom PostgreSQL would miss; and the operator's own word wins.
    private static NpgsqlConnectionStringBuilder Watched(NpgsqlConnectionStringBuilder connection)
    {
        if (!connection.ShouldSerialize("Options"))
            connection.Options = MissingAfterFifteenSeconds;
        return connection;
    }
}
