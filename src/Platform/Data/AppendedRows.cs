using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>
/// New rows that go to the database together: on PostgreSQL one statement for all rows of a kind, on SQLite one prepared
/// statement. They are written as they are at that moment, so an entity may still change until then.
/// </summary>
internal sealed class AppendedRows(TrunklineDb db)
{
    private readonly Dictionary<Type, List<object>> kinds = [];

    public void Add(object row)
    {
        if (!kinds.TryGetValue(row.GetType(), out var rows))
            kinds[row.GetType()] = rows = [];
        rows.Add(row);
    }

    public void Clear() => kinds.Clear();

    /// <summary>In the middle of a write: later changes of the same entities are saved too.</summary>
    public async Task WriteAndFollowAsync(CancellationToken cancellation)
    {
        if (kinds.Count == 0)
            return;
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            if (db.Database.GetDbConnection() is NpgsqlConnection postgreSql)
            {
                await using var batch = new NpgsqlBatch(postgreSql);
                AddTo(batch);
                await batch.ExecuteNonQueryAsync(cancellation);
            }
            else
                await WriteOneByOneAsync(cancellation);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
        db.AttachRange(kinds.Values.SelectMany(rows => rows));
        Clear();
    }

    /// <summary>For PostgreSQL: as part of what goes there in one round trip.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        foreach (var (into, columns, rows) in Inserts())
        {
            var arrays = columns.Select((column, index) => $"${index + 1}::{column.StoreType}[]");
            var insert = new NpgsqlBatchCommand($"{into} SELECT * FROM unnest({string.Join(", ", arrays)})");
            foreach (var column in columns)
                insert.Parameters.Add(new NpgsqlParameter { Value = column.ArrayOf([.. rows.Select(column.ValueOf)]) });
            batch.BatchCommands.Add(insert);
        }
    }

    /// <summary>For SQLite, where there is no round trip to save. The connection must be open.</summary>
    public async Task WriteOneByOneAsync(CancellationToken cancellation)
    {
        foreach (var (into, columns, rows) in Inserts())
        {
            await using var insert = db.CreateCommand();
            insert.CommandText = $"{into} VALUES ({string.Join(", ", columns.Select((_, index) => $"$p{index}"))})";
            for (var index = 0; index < columns.Count; index++)
            {
                var parameter = insert.CreateParameter();
                parameter.ParameterName = $"$p{index}";
                insert.Parameters.Add(parameter);
            }
            foreach (var row in rows)
            {
                for (var index = 0; index < columns.Count; index++)
                    insert.Parameters[index].Value = columns[index].ValueOf(row) ?? DBNull.Value;
                await insert.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    private IEnumerable<(string Into, List<StoredColumn> Columns, List<object> Rows)> Inserts()
    {
        foreach (var (type, rows) in kinds)
        {
            RefuseForeignRows(rows);
            var kind = db.Model.FindEntityType(type)!;
            var columns = kind.GetProperties().Select(property => new StoredColumn(property)).ToList();
            var names = string.Join(", ", columns.Select(column => column.Name));
            yield return ($"INSERT INTO {kind.GetTableName()} ({names})", columns, rows);
        }
    }

    private void RefuseForeignRows(List<object> rows)
    {
        if (rows.OfType<IEnterpriseOwned>().Any(row => row.EnterpriseId != db.Enterprise))
            throw new InvalidOperationException(
                $"A {rows[0].GetType().Name} of another enterprise cannot be written here."
            );
    }
}
