using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
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

    /// <summary>With <paramref name="follow"/>, later changes of the same entities are saved too.</summary>
    public async Task WriteAsync(bool follow, CancellationToken cancellation)
    {
        if (kinds.Count == 0)
            return;
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            foreach (var (kind, rows) in kinds)
                await InsertAsync(db.Model.FindEntityType(kind)!, rows, cancellation);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
        if (follow)
            db.AttachRange(kinds.Values.SelectMany(rows => rows));
        kinds.Clear();
    }

    private Task InsertAsync(IEntityType kind, List<object> rows, CancellationToken cancellation)
    {
        RefuseForeignRows(rows);
        var columns = kind.GetProperties().Select(property => new StoredColumn(property)).ToList();
        var into = $"INSERT INTO {kind.GetTableName()} ({string.Join(", ", columns.Select(column => column.Name))})";
        return db.Database.GetDbConnection() is NpgsqlConnection
            ? InsertAsArraysAsync(into, columns, rows, cancellation)
            : InsertOneByOneAsync(into, columns, rows, cancellation);
    }

    private async Task InsertAsArraysAsync(
        string into,
        List<StoredColumn> columns,
        List<object> rows,
        CancellationToken cancellation
    )
    {
        await using var insert = (NpgsqlCommand)db.CreateCommand();
        var arrays = columns.Select((column, index) => $"${index + 1}::{column.StoreType}[]");
        insert.CommandText = $"{into} SELECT * FROM unnest({string.Join(", ", arrays)})";
        foreach (var column in columns)
            insert.Parameters.Add(new NpgsqlParameter { Value = column.ArrayOf([.. rows.Select(column.ValueOf)]) });
        await insert.ExecuteNonQueryAsync(cancellation);
    }

    private async Task InsertOneByOneAsync(
        string into,
        List<StoredColumn> columns,
        List<object> rows,
        CancellationToken cancellation
    )
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

    private void RefuseForeignRows(List<object> rows)
    {
        if (rows.OfType<IEnterpriseOwned>().Any(row => row.EnterpriseId != db.Enterprise))
            throw new InvalidOperationException(
                $"A {rows[0].GetType().Name} of another enterprise cannot be written here."
            );
    }
}
