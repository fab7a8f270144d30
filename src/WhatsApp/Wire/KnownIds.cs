using System.Text;

namespace Trunkline.WhatsApp.Wire;

/// <summary>
/// The ids of numbers and accounts as strings that are made once: they are few, and come with every webhook. A bounded table
/// without locks: ids that share a place push each other out, and a place is read and written at once.
/// </summary>
internal static class KnownIds
{
    private const int Places = 1024;

    private static readonly string?[] Known = new string?[Places];

    /// <summary>The id that these bytes spell; nothing when they spell none.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        ref var place = ref Known[(uint)hash.ToHashCode() % Places];
        if (place is { } known && Ascii.Equals(bytes, known))
            return known;
        var id = WebhookReader.Identifier(Encoding.UTF8.GetString(bytes));
        if (id is not null)
            place = id;
        return id;
    }
}
