using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Trunkline.Platform.Data;

namespace Trunkline.Migrations;

[DbContext(typeof(TrunklineDb))]
[Migration("202611220500_ConversationsTables")]
public sealed class ConversationsTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "conversations_customer",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                profile_name = table.Column<string>(nullable: true),
                username = table.Column<string>(nullable: true),
                previous_names = table.Column<string>(),
                first_seen_at = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_conversations_customer", row => new { row.enterprise_id, row.id })
        );

        migrationBuilder.CreateTable(
            "conversations_identity",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                customer_id = table.Column<Guid>(),
                kind = table.Column<string>(),
                key = table.Column<string>(),
                value = table.Column<string>(),
                valid_from = table.Column<long>(),
                valid_to = table.Column<long>(nullable: true),
            },
            constraints: table =>
                table.PrimaryKey("PK_conversations_identity", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_identity_enterprise_id_key_kind",
            "conversations_identity",
            ["enterprise_id", "key", "kind"],
            unique: true,
            filter: "valid_to IS NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_identity_enterprise_id_customer_id",
            "conversations_identity",
            ["enterprise_id", "customer_id"]
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_identity_enterprise_id_key",
            "conversations_identity",
            ["enterprise_id", "key"],
            filter: "valid_to IS NOT NULL"
        );

        migrationBuilder.CreateTable(
            "conversations_contact",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                account_id = table.Column<Guid>(),
                customer_id = table.Column<Guid>(),
                name = table.Column<string>(),
                added_at = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_conversations_contact",
                    row => new
                    {
                        row.enterprise_id,
                        row.account_id,
                        row.customer_id,
                    }
                )
        );

        migrationBuilder.CreateTable(
            "conversations_conversation",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                channel = table.Column<string>(),
                number_id = table.Column<Guid>(),
                customer_id = table.Column<Guid>(),
                started_at = table.Column<long>(),
                active_at = table.Column<long>(),
                last_message_id = table.Column<Guid>(nullable: true),
                incoming_count = table.Column<int>(),
                last_stored_at = table.Column<long>(nullable: true),
                last_inbound_at = table.Column<long>(nullable: true),
                automatic_reply_at = table.Column<long>(nullable: true),
                consent = table.Column<string>(),
                consent_at = table.Column<long>(),
                consent_requested_at = table.Column<long>(nullable: true),
                consent_request_id = table.Column<Guid>(nullable: true),
                consent_asked_again = table.Column<bool>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_conversations_conversation", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_conversation_enterprise_id_number_id_customer_id",
            "conversations_conversation",
            ["enterprise_id", "number_id", "customer_id"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_conversation_enterprise_id_customer_id",
            "conversations_conversation",
            ["enterprise_id", "customer_id"]
        );

        migrationBuilder.CreateTable(
            "conversations_participant",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                conversation_id = table.Column<Guid>(),
                account_id = table.Column<Guid>(),
                sees_from = table.Column<long>(),
                read_count = table.Column<int>(),
                read_up_to = table.Column<long>(),
                has_unread = table.Column<bool>(),
                left_at = table.Column<long>(nullable: true),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_conversations_participant",
                    row => new
                    {
                        row.enterprise_id,
                        row.conversation_id,
                        row.account_id,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_participant_enterprise_id_account_id_conversat",
            "conversations_participant",
            ["enterprise_id", "account_id", "conversation_id", "left_at"]
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_participant_enterprise_id_account_id",
            "conversations_participant",
            ["enterprise_id", "account_id"],
            filter: "has_unread"
        );

        migrationBuilder.CreateTable(
            "conversations_message",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                conversation_id = table.Column<Guid>(),
                number_id = table.Column<Guid>(),
                direction = table.Column<string>(),
                kind = table.Column<string>(),
                hold = table.Column<string>(),
                text = table.Column<string>(),
                detail = table.Column<string>(nullable: true),
                buttons = table.Column<string>(nullable: true),
                author = table.Column<Guid>(nullable: true),
                client_id = table.Column<string>(nullable: true),
                provider_id = table.Column<string>(nullable: true),
                reply_to = table.Column<Guid>(nullable: true),
                awaits = table.Column<string>(nullable: true),
                retry_of = table.Column<Guid>(nullable: true),
                earlier_text = table.Column<string>(nullable: true),
                edited_at = table.Column<long>(nullable: true),
                revoked_at = table.Column<long>(nullable: true),
                at = table.Column<long>(),
                second = table.Column<long>(),
                stored_at = table.Column<long>(),
                state = table.Column<string>(),
                progress = table.Column<string>(),
            },
            constraints: table => table.PrimaryKey("PK_conversations_message", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_number_id_provider_id",
            "conversations_message",
            ["enterprise_id", "number_id", "provider_id"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_conversation_id_client_id",
            "conversations_message",
            ["enterprise_id", "conversation_id", "client_id"],
            unique: true,
            filter: "client_id IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_conversation_id_second_stored_at",
            "conversations_message",
            ["enterprise_id", "conversation_id", "second", "stored_at"]
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_conversation_id",
            "conversations_message",
            ["enterprise_id", "conversation_id"],
            filter: "hold = 'Waiting'"
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_stored_at_number_id_conversation_id",
            "conversations_message",
            ["enterprise_id", "stored_at", "number_id", "conversation_id"],
            filter: "hold = 'Waiting'"
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_stored_at",
            "conversations_message",
            ["enterprise_id", "stored_at"],
            filter: "hold <> 'None'"
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_reply_to",
            "conversations_message",
            ["enterprise_id", "reply_to"],
            filter: "reply_to IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_retry_of",
            "conversations_message",
            ["enterprise_id", "retry_of"],
            filter: "retry_of IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_message_enterprise_id_number_id_awaits",
            "conversations_message",
            ["enterprise_id", "number_id", "awaits"],
            filter: "awaits IS NOT NULL"
        );

        migrationBuilder.CreateTable(
            "conversations_consent_fact",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                conversation_id = table.Column<Guid>(),
                state = table.Column<string>(),
                reason = table.Column<string>(),
                message_id = table.Column<Guid>(),
                account_id = table.Column<Guid>(nullable: true),
                at = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_conversations_consent_fact", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_consent_fact_enterprise_id_conversation_id",
            "conversations_consent_fact",
            ["enterprise_id", "conversation_id"]
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_consent_fact_enterprise_id_message_id",
            "conversations_consent_fact",
            ["enterprise_id", "message_id"]
        );

        migrationBuilder.CreateTable(
            "conversations_delivery_report",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                message_id = table.Column<Guid>(),
                @event = table.Column<string>(),
                at = table.Column<long>(),
                code = table.Column<string>(nullable: true),
                sentence = table.Column<string>(nullable: true),
                details = table.Column<string>(nullable: true),
                stored_at = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_conversations_delivery_report", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_conversations_delivery_report_enterprise_id_message_id",
            "conversations_delivery_report",
            ["enterprise_id", "message_id"]
        );
    }
}
