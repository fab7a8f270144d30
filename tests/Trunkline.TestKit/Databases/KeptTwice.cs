namespace Trunkline.TestKit.Databases;

/// <summary>What a table keeps although it follows from others, because asking them would cost too much.</summary>
public static class KeptTwice
{
    private const string Read = """
        SELECT 'conversation', c.id, 'shows', c.incoming_count, 'of which read', p.read_count, 'unread', p.has_unread
        FROM conversations_participant p
        JOIN conversations_conversation c ON c.enterprise_id = p.enterprise_id AND c.id = p.conversation_id
        WHERE p.has_unread <> (p.left_at IS NULL AND c.incoming_count > p.read_count) OR p.read_count > c.incoming_count
        """;

    private const string Shown = """
        SELECT 'conversation', c.id, 'says that it shows', c.incoming_count, 'and there are', COUNT(m.id)
        FROM conversations_conversation c
        LEFT JOIN conversations_message m ON m.enterprise_id = c.enterprise_id AND m.conversation_id = c.id
            AND m.direction = 'Incoming' AND m.hold = 'None' AND m.kind NOT IN ('Edit', 'Revocation')
            AND (m.kind <> 'Reaction' OR m.text <> '')
        GROUP BY c.id, c.incoming_count
        HAVING c.incoming_count <> COUNT(m.id)
        """;

    /// <summary>One line for each row that says something else than those from which it follows.</summary>
    public static async Task<IReadOnlyList<string>> Differ(TestDatabase database) =>
        [.. await database.Ask(Read), .. await database.Ask(Shown)];
}
