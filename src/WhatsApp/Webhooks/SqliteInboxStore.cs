using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Statements of many rows and of one, prepared once, with values bound by position: a quarter less than the provider's commands,
/// which look up each parameter by its name for each row. All requests of a moment wait for it.
/// </summary>
internal sealed class SqliteInboxStore(DatabaseSettings settings) : InboxStore
{
    private const int Many = 16;

    // Whoever holds the file longer than this has it for himself; Meta is told to come again.
    private const int SecondsToWait = 5;

    private sqlite3_stmt? many;
    private sqlite3_stmt? one;

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var text = new SqliteConnectionStringBuilder(settings.ConnectionString)
        {
            Pooling = false,
            DefaultTimeout = SecondsToWait,
        };
        var opened = new SqliteConnection(text.ToString());
        await opened.OpenAsync(cancellation);
        await using var pragmas = opened.CreateCommand();
        pragmas.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
        await pragmas.ExecuteNonQueryAsync(cancellation);
        return opened;
    }

    protected override async Task InsertAsync(
        DbConnection connection,
        IReadOnlyList<Arrival> arrivals,
        CancellationToken cancellation
    )
    {
        var database = ((SqliteConnection)connection).Handle!;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        many ??= Prepare(database, Many);
        one ??= Prepare(database, 1);
        var rows = arrivals.SelectMany(arrival => arrival.Lanes.Select(lane => (arrival, lane))).ToList();
        var (left, step) = (rows.Count, 0);
        for (var row = 0; row < rows.Count; row += step, left -= step)
        {
            step = left >= Many ? Many : 1;
            Insert(database, step == Many ? many : one, rows, row, step);
        }
        await transaction.CommitAsync(cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        many?.Dispose();
        one?.Dispose();
        (many, one) = (null, null);
        await base.DisposeAsync();
    }

    private static sqlite3_stmt Prepare(sqlite3 database, int rows)
    {
        var values = string.Join(", ", Enumerable.Repeat("(?, ?, ?, ?, 'Waiting', 0)", rows));
        var sql =
            $"INSERT INTO whatsapp_inbox (lane, business_account, body, received_at, state, tries) VALUES {values}";
        Check(raw.sqlite3_prepare_v2(database, sql, out var statement), database);
        return statement;
    }

    private static void Insert(
        sqlite3 database,
        sqlite3_stmt statement,
        List<(Arrival Arrival, Lane Lane)> rows,
        int first,
        int count
    )
    {
        var place = 0;
        for (var row = first; row < first + count; row++)
        {
            var (arrival, lane) = rows[row];
            Check(raw.sqlite3_bind_text(statement, ++place, lane.Name), database);
            Check(raw.sqlite3_bind_text(statement, ++place, lane.BusinessAccount), database);
            Check(raw.sqlite3_bind_blob(statement, ++place, arrival.Body), database);
            Check(raw.sqlite3_bind_int64(statement, ++place, StoredMoment.Of(arrival.ReceivedAt)), database);
        }
        Check(raw.sqlite3_step(statement), database);
        // It says again what the step said.
        _ = raw.sqlite3_reset(statement);
    }

    private static void Check(int answer, sqlite3 database) => SqliteException.ThrowExceptionForRC(answer, database);
}
