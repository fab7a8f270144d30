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

    private const string Last = """
        SELECT 'conversation', c.id, 'shows last', c.last_message_id, 'of', c.active_at, 'and that is', m.id, 'of', m.stored_at
        FROM conversations_conversation c
        LEFT JOIN conversations_message m ON m.enterprise_id = c.enterprise_id AND m.id = (
            SELECT s.id FROM conversations_message s
            WHERE s.enterprise_id = c.enterprise_id AND s.conversation_id = c.id
                AND s.hold = 'None' AND s.kind NOT IN ('Edit', 'Revocation') AND (s.kind <> 'Reaction' OR s.text <> '')
            ORDER BY s.stored_at DESC LIMIT 1)
        WHERE c.last_message_id IS DISTINCT FROM m.id OR c.active_at <> COALESCE(m.stored_at, c.active_at)
        """;

    private const string Moments = """
        SELECT 'conversation', c.id, 'stored last', c.last_stored_at, 'the customer wrote', c.last_inbound_at,
            'and that is', MAX(m.stored_at),
            MAX(CASE WHEN m.direction = 'Incoming' AND m.kind IN ('Text', 'Button', 'Unsupported') THEN m.at END)
        FROM conversations_conversation c
        LEFT JOIN conversations_message m ON m.enterprise_id = c.enterprise_id AND m.conversation_id = c.id
        GROUP BY c.id, c.last_stored_at, c.last_inbound_at
        HAVING c.last_stored_at IS DISTINCT FROM MAX(m.stored_at) OR c.last_inbound_at IS DISTINCT FROM
            MAX(CASE WHEN m.direction = 'Incoming' AND m.kind IN ('Text', 'Button', 'Unsupported') THEN m.at END)
        """;

    private const string Consent = """
        SELECT 'conversation', c.id, 'has the consent', c.consent, 'and no fact says so'
        FROM conversations_conversation c
        WHERE NOT EXISTS (
            SELECT 1 FROM conversations_consent_fact f
            WHERE f.enterprise_id = c.enterprise_id AND f.conversation_id = c.id
                AND f.state = c.consent AND f.at = c.consent_at)
        AND (c.consent <> 'None' OR EXISTS (
            SELECT 1 FROM conversations_consent_fact f
            WHERE f.enterprise_id = c.enterprise_id AND f.conversation_id = c.id))
        """;

    /// <summary>One line for each row that says something else than those from which it follows.</summary>
    public static async Task<IReadOnlyList<string>> Differ(TestDatabase database) =>
        [
            .. await database.Ask(Read),
            .. await database.Ask(Shown),
            .. await database.Ask(Last),
            .. await database.Ask(Moments),
            .. await database.Ask(Consent),
        ];
}
