using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>
/// Changed entities of the same kind in which the same columns changed go to the database together: on PostgreSQL in one
/// statement, on SQLite with one prepared statement. The mapper would write, and the database compile, one for each.
/// </summary>
public static class ChangedRows
{
    private const string InBulk = "Trunkline:ChangedInBulk";

    /// <summary>For kinds of which one write changes many.</summary>
    public static void ChangedInBulk<T>(this EntityTypeBuilder<T> builder)
        where T : class => builder.HasAnnotation(InBulk, true);

    /// <summary>
    /// Within a write, and after changes were detected. Leaves to the mapper what stands alone. Throws
    /// <see cref="DbUpdateConcurrencyException"/> when a row is not any more as it was read.
    /// </summary>
    internal static async Task<int> WriteAsync(TrunklineDb db, CancellationToken cancellation)
    {
        var written = 0;
        var alike = db
            .ChangeTracker.Entries()
            .Where(entry => entry.State is EntityState.Modified && entry.Metadata.FindAnnotation(InBulk) is not null)
            .GroupBy(entry => (entry.Metadata, string.Join(' ', Changed(entry).Select(property => property.Name))))
            .Select(group => group.ToList())
            .Where(entries => entries.Count > 1)
            .ToList();
        foreach (var entries in alike)
        {
            var found = await new Update(entries).RunAsync(db, cancellation);
            if (found != entries.Count)
                throw new DbUpdateConcurrencyException(
                    $"{entries.Count - found} of {entries.Count} rows of {entries[0].Metadata.GetTableName()} were changed or removed by another."
                );
            foreach (var entry in entries)
                entry.State = EntityState.Unchanged;
            written += found;
        }
        return written;
    }

    private static IEnumerable<IProperty> Changed(EntityEntry entry) =>
        entry.Metadata.GetProperties().Where(property => entry.Property(property).IsModified);

    /// <summary>The columns of one statement: what is set, and by what a row is found, as it was read.</summary>
    private sealed class Update
    {
        private readonly List<EntityEntry> entries;
        private readonly List<StoredColumn> set;
        private readonly List<StoredColumn> known;

        public Update(List<EntityEntry> entries)
        {
            var kind = entries[0].Metadata;
            this.entries = entries;
            set = [.. Changed(entries[0]).Select(property => new StoredColumn(property))];
            known =
            [
                .. kind.GetProperties()
                    .Where(property => property.IsPrimaryKey() || property.IsConcurrencyToken)
                    .Select(property => new StoredColumn(property)),
            ];
        }

        /// <summary>How many rows were found.</summary>
        public Task<int> RunAsync(TrunklineDb db, CancellationToken cancellation)
        {
            var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            return command is NpgsqlCommand together
                ? RunTogetherAsync(together, cancellation)
                : RunOneByOneAsync(command, cancellation);
        }

        private async Task<int> RunTogetherAsync(NpgsqlCommand update, CancellationToken cancellation)
        {
            await using var _ = update;
            IReadOnlyList<StoredColumn> columns = [.. set, .. known];
            var arrays = columns.Select((column, index) => $"${index + 1}::{column.StoreType}[]");
            var sets = set.Select((column, index) => $"{column.Name} = new.n{index + 1}");
            var finds = known.Select(
                (column, index) =>
                    $"old.{column.Name} {Equal(column, "IS NOT DISTINCT FROM")} new.n{set.Count + index + 1}"
            );
            update.CommandText = $"""
                UPDATE {Table} AS old SET {string.Join(", ", sets)}
                FROM unnest({string.Join(", ", arrays)}) AS new ({string.Join(
                    ", ",
                    columns.Select((_, index) => $"n{index + 1}")
                )})
                WHERE {string.Join(" AND ", finds)}
                """;
            foreach (var column in set)
                update.Parameters.Add(
                    new() { Value = column.ArrayOf([.. entries.Select(entry => New(entry, column))]) }
                );
            foreach (var column in known)
                update.Parameters.Add(
                    new() { Value = column.ArrayOf([.. entries.Select(entry => Old(entry, column))]) }
                );
            return await update.ExecuteNonQueryAsync(cancellation);
        }

        private async Task<int> RunOneByOneAsync(DbCommand update, CancellationToken cancellation)
        {
            await using var _ = update;
            var sets = set.Select((column, index) => $"{column.Name} = {Place(update, index)}");
            var finds = known.Select(
                (column, index) => $"{column.Name} {Equal(column, "IS")} {Place(update, set.Count + index)}"
            );
            update.CommandText = $"UPDATE {Table} SET {string.Join(", ", sets)} WHERE {string.Join(" AND ", finds)}";
            var found = 0;
            foreach (var entry in entries)
            {
                for (var index = 0; index < set.Count; index++)
                    update.Parameters[index].Value = New(entry, set[index]) ?? DBNull.Value;
                for (var index = 0; index < known.Count; index++)
                    update.Parameters[set.Count + index].Value = Old(entry, known[index]) ?? DBNull.Value;
                found += await update.ExecuteNonQueryAsync(cancellation);
            }
            return found;
        }

        // Only the plain sign finds a row by its key's index.
        private static string Equal(StoredColumn column, string alsoForNull) =>
            column.Property.IsNullable ? alsoForNull : "=";

        private string Table => entries[0].Metadata.GetTableName()!;

        private static object? New(EntityEntry entry, StoredColumn column) => column.ValueOf(entry.Entity);

        private static object? Old(EntityEntry entry, StoredColumn column) =>
            column.Store(entry.Property(column.Property).OriginalValue);

        private static string Place(DbCommand command, int index)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"$p{index}";
            command.Parameters.Add(parameter);
            return parameter.ParameterName;
        }
    }
}
