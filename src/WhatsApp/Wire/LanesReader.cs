using System.Text.Json;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Wire;

/// <summary>
/// Finds the lanes of a body in one walk over its bytes: every webhook waits for them before its 200. What a walk cannot decide,
/// and Meta does not write, it leaves to the document: a member twice, escapes, an account's id after its changes, very many lanes.
/// </summary>
internal ref struct LanesReader(ReadOnlySpan<byte> body)
{
    private const int MostLanes = 16;

    private static readonly byte[][] PathToNumber =
    [
        [.. "value"u8],
        [.. "metadata"u8],
        [.. "phone_number_id"u8],
    ];

    private Utf8JsonReader json = new(body);
    private Lane[] lanes = [];
    private bool unsure;

    /// <summary>Nothing when only the document can tell. Throws <see cref="JsonException"/> for what is no JSON.</summary>
    public static Lane[]? Read(ReadOnlySpan<byte> body)
    {
        var reader = new LanesReader(body);
        reader.ReadBody();
        return reader.unsure ? null : reader.lanes;
    }

    private void ReadBody()
    {
        json.Read();
        if (IsObject())
        {
            var entries = false;
            while (NextMember())
            {
                if (Enters("entry"u8, ref entries))
                    ReadEntries();
            }
        }
        // To the very end: what stands there may make all of it unreadable.
        while (json.Read()) { }
    }

    private void ReadEntries()
    {
        if (json.TokenType is JsonTokenType.StartObject)
            ReadEntry();
        else if (json.TokenType is JsonTokenType.StartArray)
        {
            while (NextItem())
                ReadEntry();
        }
    }

    private void ReadEntry()
    {
        if (!IsObject())
            return;
        var account = "";
        var (id, changes) = (false, false);
        while (NextMember())
        {
            if (Enters("id"u8, ref id))
            {
                unsure |= changes;
                account = ReadId() ?? "";
            }
            else if (Enters("changes"u8, ref changes))
                ReadChanges(account);
        }
    }

    private void ReadChanges(string account)
    {
        if (json.TokenType is JsonTokenType.StartObject)
            ReadChange(account);
        else if (json.TokenType is JsonTokenType.StartArray)
        {
            while (NextItem())
                ReadChange(account);
        }
    }

    private void ReadChange(string account)
    {
        var number = ReadId(PathToNumber);
        var lane = number is null ? Lane.OfAccount(account) : Lane.OfNumber(number, account);
        if (lanes.AsSpan().Contains(lane))
            return;
        unsure |= lanes.Length == MostLanes;
        if (!unsure)
            lanes = [.. lanes, lane];
    }

    private string? ReadId(ReadOnlySpan<byte[]> path)
    {
        if (path.IsEmpty)
            return ReadId();
        if (!IsObject())
            return null;
        string? id = null;
        var found = false;
        while (NextMember())
        {
            if (Enters(path[0], ref found))
                id = ReadId(path[1..]);
        }
        return id;
    }

    private string? ReadId()
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                unsure |= json.ValueIsEscaped;
                return KnownIds.Read(json.ValueSpan);
            default:
                json.Skip();
                return null;
        }
    }

    // Whether members follow; what is no object is passed over.
    private bool IsObject()
    {
        if (json.TokenType is JsonTokenType.StartObject)
            return true;
        json.Skip();
        return false;
    }

    // From a member to the name of the next one; a member that nobody entered is passed over.
    private bool NextMember()
    {
        if (json.TokenType is JsonTokenType.PropertyName)
            json.Skip();
        if (!json.Read() || json.TokenType is not JsonTokenType.PropertyName)
            return false;
        unsure |= json.ValueIsEscaped;
        return true;
    }

    private bool NextItem() => json.Read() && json.TokenType is not JsonTokenType.EndArray;

    // From the name to the value, if it is this name. The document takes the last of several; here the first is already read.
    private bool Enters(ReadOnlySpan<byte> name, ref bool before)
    {
        if (!json.ValueSpan.SequenceEqual(name))
            return false;
        unsure |= before;
        before = true;
        return json.Read();
    }
}
