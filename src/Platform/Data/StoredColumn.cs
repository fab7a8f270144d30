using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Trunkline.Platform.Data;

/// <summary>One column as EF Core knows it, for statements about many rows: how a value is read from an entity and how it is stored.</summary>
internal sealed class StoredColumn(IProperty property)
{
    private readonly Func<object?, object?>? convert = property.GetTypeMapping().Converter?.ConvertToProvider;
    private readonly Type stored = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;

    public IProperty Property => property;

    public string Name => property.GetColumnName();

    public string StoreType => property.GetColumnType();

    public object? ValueOf(object row) => Store(property.GetGetter().GetClrValue(row));

    /// <summary>A value of the entity as the database keeps it.</summary>
    public object? Store(object? value) => value is null || convert is null ? value : convert(value);

    /// <summary>Stored values as PostgreSQL takes them for many rows: an array of the column's own type.</summary>
    public Array ArrayOf(IReadOnlyList<object?> values)
    {
        var element =
            stored.IsValueType && property.IsNullable
                ? typeof(Nullable<>).MakeGenericType(Nullable.GetUnderlyingType(stored) ?? stored)
                : stored;
        var array = Array.CreateInstance(element, values.Count);
        for (var index = 0; index < values.Count; index++)
            array.SetValue(values[index], index);
        return array;
    }
}
