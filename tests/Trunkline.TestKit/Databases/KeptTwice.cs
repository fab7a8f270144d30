namespace Trunkline.TestKit.Databases;

/// <summary>What a table keeps although it follows from others, because asking them would cost too much.</summary>
public static class KeptTwice
{
    /// <summary>One line for each row that says something else than those from which it follows.</summary>
    public static Task<IReadOnlyList<string>> Differ(TestDatabase database) =>
        database.Ask(
            """
            SELECT 'conversation', c.id, 'shows', c.incoming_count, 'of which read', p.read_count, 'unread', p.has_unread
            FROM conversations_participant p
            JOIN conversations_conversation c ON c.enterprise_id = p.enterprise_id AND c.id = p.conversation_id
            WHERE p.has_unread <> (c.incoming_count > p.read_count)
            """
        );
}
