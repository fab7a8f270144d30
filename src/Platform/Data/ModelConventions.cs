using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Trunkline.Platform.Data;

/// <summary>What holds for every table: how ids, times and enumerations are stored, and how columns are named.</summary>
internal static class ModelConventions
{
    public static void StoreIdsAndTimesPlainly(ModelConfigurationBuilder model, IEnumerable<Assembly> assemblies)
    {
        foreach (var id in assemblies.SelectMany(Id.TypesIn))
        {
            model.Properties(id).HaveConversion(typeof(IdConverter<>).MakeGenericType(id));
            model.DefaultTypeMapping(id, mapping => mapping.HasConversion(typeof(IdConverter<>).MakeGenericType(id)));
        }
        // SQLite cannot compare DateTimeOffset; whole microseconds since 1970 sort and compare alike on both databases.
        model.Properties<DateTimeOffset>().HaveConversion<MomentConverter>();
        model.Properties<Enum>().HaveConversion<string>();
    }

    public static void NameColumnsInSnakeCase(ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }
}

internal sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Make(value))
    where TId : struct, IId<TId>
{
    private static TId Make(Guid value) => TId.From(value);
}

/// <summary>How both databases keep a moment in time: as whole microseconds since 1970, UTC.</summary>
public static class StoredMoment
{
    /// <summary>For statements that are written by hand.</summary>
    public static long Of(DateTimeOffset moment) =>
        (moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Read(long stored) =>
        DateTimeOffset.UnixEpoch.AddTicks(stored * TimeSpan.TicksPerMicrosecond);
}

internal sealed class MomentConverter()
    : ValueConverter<DateTimeOffset, long>(moment => StoredMoment.Of(moment), stored => StoredMoment.Read(stored));
