using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>
/// A connection to PostgreSQL that one keeper holds for as long as he needs its session: past any pooler, in no pool.
/// </summary>
internal static class DirectConnection
{
    /// <summary>
    /// A first statement: commits wait neither for the disk nor for the standby. Only for what need not outlive a crash of the
    /// database.
    /// </summary>
    public const string CommitWithoutWaiting = "SET synchronous_commit TO off";

    /// <summary>Open, with its first statement done.</summary>
    /// <param name="adjust">What shall differ from the operator's connection string.</param>
    public static async Task<NpgsqlConnection> OpenAsync(
        DatabaseSettings settings,
        string first,
        Action<NpgsqlConnectionStringBuilder> adjust,
        CancellationToken cancellation = default
    )
    {
        var text = new NpgsqlConnectionStringBuilder(settings.DirectConnectionString) { Pooling = false };
        adjust(text);
        var opened = new NpgsqlConnection(text.ToString());
        try
        {
            await opened.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(first, opened);
            await command.ExecuteNonQueryAsync(cancellation);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }
}
