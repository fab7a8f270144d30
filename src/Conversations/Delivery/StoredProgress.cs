using System.Text.Json;
using System.Text.Json.Serialization;
using Trunkline.Platform;

namespace Trunkline.Conversations.Delivery;

/// <summary>
/// Progress as a message's row keeps it: what was reported and nothing else. Most messages are customers', of which nothing ever is,
/// and there are many.
/// </summary>
internal static class StoredProgress
{
    private static readonly JsonSerializerOptions Options = new(Json.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>To be read as any other JSON of ours.</summary>
    public static string Write(DeliveryProgress progress) => JsonSerializer.Serialize(progress, Options);
}
