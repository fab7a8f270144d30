using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>
/// Changed entities of the same kind in which the same columns changed go to the database together: on PostgreSQL in one
/// statement, on SQLite with one prepared statement. EF Core would write, and the database compile, one for each.
/// </summary>
public static class ChangedRows
{
    private const string InBulk = "Trunkline:ChangedInBulk";

    /// <summary>For kinds of which one write changes many.</summary>
    public static void ChangedInBulk<T>(this EntityTypeBuilder<T> builder)
        where T : class => builder.HasAnnotation(InBulk, true);

    /// <summary>
    /// Within a write, and after changes were detected. Leaves to EF Core what stands alone. Throws
    /// <see cref="DbUpdateConcurrencyException"/> when a row is not any more as it was read.
    /// </summary>
    internal static async Task<int> WriteAsync(TrunklineDb db, CancellationToken cancellation)
    {
        var written = 0;
        var alike = db
            .ChangeTracker.Entries()
            .Where(entry => entry.State is EntityState.Modified && entry.Metadata.FindAnnotation(InBulk) is not null)
            .GroupBy(entry => (entry.Metadata, EnterpriseOf(entry), ChangedIn(entry)))
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
                Accept(entry);
            written += found;
        }
        return written;
    }

    // To call it unchanged alone would take its values back to what was read, and the next change of the same write would begin there.
    private static void Accept(EntityEntry entry)
    {
        entry.OriginalValues.SetValues(entry.CurrentValues);
        entry.State = EntityState.Unchanged;
    }

    private static EnterpriseId? EnterpriseOf(EntityEntry entry) => (entry.Entity as IEnterpriseOwned)?.EnterpriseId;

    private static string ChangedIn(EntityEntry entry) =>
        string.Join(' ', Changed(entry).Select(property => property.Name));

    private static IEnumerable<IProperty> Changed(EntityEntry entry) =>
        entry.Metadata.GetProperties().Where(property => entry.Property(property).IsModified);

    /// <summary>One statement: what is set, and by what a row is found, as it was read; each with its value for an entity.</summary>
    private sealed class Update
    {
        private readonly List<EntityEntry> entries;
        private readonly List<(StoredColumn Column, Func<EntityEntry, object?> Value)> set;
        private readonly List<(StoredColumn Column, Func<EntityEntry, object?> Value)> known;

        public Update(List<EntityEntry> entries)
        {
            this.entries = entries;
            set = [.. Changed(entries[0]).Select(property => AsItIs(new(property)))];
            known =
            [
                .. entries[0]
                    .Metadata.GetProperties()
                    .Where(property => property.IsPrimaryKey() || property.IsConcurrencyToken)
                    .Select(property => AsItWas(new(property))),
            ];
        }

        /// <summary>How many rows were found.</summary>
        public async Task<int> RunAsync(TrunklineDb db, CancellationToken cancellation)
        {
            await using var update = db.CreateCommand();
            return update is NpgsqlCommand together
                ? await RunTogetherAsync(together, cancellation)
                : await RunOneByOneAsync(update, cancellation);
        }

        private Task<int> RunTogetherAsync(NpgsqlCommand update, CancellationToken cancellation)
        {
            var arrays = new List<string>();
            var names = new List<string>();
            foreach (var (column, value) in set.Concat(known))
            {
                update.Parameters.Add(new() { Value = column.ArrayOf([.. entries.Select(value)]) });
                arrays.Add($"${update.Parameters.Count}::{column.StoreType}[]");
                names.Add($"n{update.Parameters.Count}");
            }
            var sets = set.Select((one, place) => $"{one.Column.Name} = new.{names[place]}");
            var finds = known
                .Select(
                    (one, place) =>
                        $"old.{one.Column.Name} {Equal(one.Column, "IS NOT DISTINCT FROM")} new.{names[set.Count + place]}"
                )
                .ToList();
            // Said once more as one value: a database that is sharded by enterprise would else lock the rows' whole table.
            if (EnterpriseOf(entries[0]) is { } enterprise)
            {
                update.Parameters.Add(new() { Value = enterprise.Value });
                finds.Add($"old.enterprise_id = ${update.Parameters.Count}");
            }
            update.CommandText = $"""
                UPDATE {Table} AS old SET {string.Join(", ", sets)}
                FROM unnest({string.Join(", ", arrays)}) AS new ({string.Join(", ", names)})
                WHERE {string.Join(" AND ", finds)}
                """;
            return update.ExecuteNonQueryAsync(cancellation);
        }

        private async Task<int> RunOneByOneAsync(DbCommand update, CancellationToken cancellation)
        {
            var values = set.Concat(known).Select(one => (one.Value, Parameter: Add(update))).ToList();
            var sets = set.Select((one, place) => $"{one.Column.Name} = {values[place].Parameter.ParameterName}");
            var finds = known.Select(
                (one, place) =>
                    $"{one.Column.Name} {Equal(one.Column, "IS")} {values[set.Count + place].Parameter.ParameterName}"
            );
            update.CommandText = $"UPDATE {Table} SET {string.Join(", ", sets)} WHERE {string.Join(" AND ", finds)}";
            var found = 0;
            foreach (var entry in entries)
            {
                foreach (var (value, parameter) in values)
                    parameter.Value = value(entry) ?? DBNull.Value;
                found += await update.ExecuteNonQueryAsync(cancellation);
            }
            return found;
        }

        private string Table => entries[0].Metadata.GetTableName()!;

        private static (StoredColumn, Func<EntityEntry, object?>) AsItIs(StoredColumn column) =>
            (column, entry => column.ValueOf(entry.Entity));

        private static (StoredColumn, Func<EntityEntry, object?>) AsItWas(StoredColumn column) =>
            (column, entry => column.Store(entry.Property(column.Property).OriginalValue));

        // Only the plain sign finds a row by its key's index.
        private static string Equal(StoredColumn column, string alsoForNull) =>
            column.Property.IsNullable ? alsoForNull : "=";

        private static DbParameter Add(DbCommand command)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"$p{command.Parameters.Count}";
            command.Parameters.Add(parameter);
            return parameter;
        }
    }
}
