using System.Globalization;
using Npgsql;
using Trunkline.TestKit.Waiting;

namespace Trunkline.TestKit.Databases;

/// <summary>Another process that is in the middle of a write on the same PostgreSQL.</summary>
public static class OtherProcess
{
    /// <summary>
    /// Does something while the other process has changed rows and not committed it yet, and commits once that waits. Answers the
    /// number that the change returned, too. Fails when nothing waits for the change.
    /// </summary>
    public static async Task<(long Changed, T Answer)> During<T>(
        this TestDatabase database,
        string change,
        Func<Task<T>> act
    )
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var other = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await other.OpenAsync(cancellation);
        await using var changing = await other.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(change, other, changing);
        var changed = Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
        var acting = act();
        await Eventually.True("it waits for what the other changes", () => Waits(database));
        await changing.CommitAsync(cancellation);
        return (changed, await acting);
    }

    private static async Task<bool> Waits(TestDatabase database) =>
        (
            await database.Ask(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
        ).Count > 0;
}
