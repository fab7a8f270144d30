using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using Trunkline.Platform.Data;

namespace Trunkline.Migrations;

[DbContext(typeof(TrunklineDb))]
[Migration("202611220600_WhatsAppTables")]
public sealed class WhatsAppTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Inbox(migrationBuilder);
        Numbers(migrationBuilder);
        Outbox(migrationBuilder);
        Kept(migrationBuilder);
    }

    private static void Inbox(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "whatsapp_inbox",
            table => new
            {
                // From one row to the next 64: a place for each body of a row that is taken apart.
                sequence = table
                    .Column<long>()
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn)
                    .Annotation("Npgsql:IdentitySequenceOptions", "'64', '64', '', '', 'False', '1'"),
                lane = table.Column<string>(),
                business_account = table.Column<string>(),
                lengths = table.Column<string>(nullable: true),
                inflated = table.Column<int>(nullable: true),
                count = table.Column<int>(),
                received_at = table.Column<long>(),
                state = table.Column<string>(),
                tries = table.Column<int>(),
                reason = table.Column<string>(nullable: true),
                settled_at = table.Column<long>(nullable: true),
                // Last: SQLite reads through all that stands before a column.
                bodies = table.Column<byte[]>(),
                mended_body = table.Column<byte[]>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_whatsapp_inbox", row => row.sequence)
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_inbox_lane_sequence",
            "whatsapp_inbox",
            ["lane", "sequence"],
            filter: "state = 'Waiting'"
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_inbox_business_account_lane",
            "whatsapp_inbox",
            ["business_account", "lane"],
            filter: "state = 'Orphaned'"
        );
        migrationBuilder.CreateIndex("IX_whatsapp_inbox_lane", "whatsapp_inbox", "lane", filter: "state = 'SetAside'");
        // A month of bodies lies beside those that wait: a fifth of all would have to change until PostgreSQL cleans up by itself, and
        // whoever reads what waits would pass over what was done since.
        if (migrationBuilder.IsNpgsql())
            migrationBuilder.Sql("ALTER TABLE whatsapp_inbox SET (autovacuum_vacuum_scale_factor = 0.01)");
    }

    private static void Numbers(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "whatsapp_number",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                organization_id = table.Column<Guid>(),
                phone_number_id = table.Column<string>(),
                business_account_id = table.Column<string>(),
                display = table.Column<string>(),
                digits = table.Column<string>(),
                verified_name = table.Column<string>(),
                added_at = table.Column<long>(),
                account_id = table.Column<Guid>(nullable: true),
                shared_at = table.Column<long>(nullable: true),
                stopped_at = table.Column<long>(nullable: true),
                stop_code = table.Column<string>(nullable: true),
                stop_reason = table.Column<string>(nullable: true),
                resumed_at = table.Column<long>(nullable: true),
                last_webhook_at = table.Column<long>(nullable: true),
                per_second = table.Column<int>(),
                version = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_whatsapp_number", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_number_phone_number_id",
            "whatsapp_number",
            "phone_number_id",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_number_business_account_id",
            "whatsapp_number",
            "business_account_id"
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_number_enterprise_id_account_id",
            "whatsapp_number",
            ["enterprise_id", "account_id"],
            filter: "account_id IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_number_enterprise_id_organization_id",
            "whatsapp_number",
            ["enterprise_id", "organization_id"]
        );
        migrationBuilder.CreateTable(
            "whatsapp_front_desk",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                number = table.Column<Guid>(),
                account = table.Column<Guid>(),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_whatsapp_front_desk",
                    row => new
                    {
                        row.enterprise_id,
                        row.number,
                        row.account,
                    }
                )
        );
    }

    private static void Outbox(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "whatsapp_outbox",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                number = table.Column<Guid>(),
                pair = table.Column<string>(),
                send = table.Column<string>(),
                state = table.Column<string>(),
                queued_at = table.Column<long>(),
                due_at = table.Column<long>(),
                started_at = table.Column<long>(nullable: true),
                attempts = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_whatsapp_outbox", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_outbox_enterprise_id_number_queued_at",
            "whatsapp_outbox",
            ["enterprise_id", "number", "queued_at"]
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_outbox_enterprise_id_number_pair_queued_at",
            "whatsapp_outbox",
            ["enterprise_id", "number", "pair", "queued_at"]
        );
        migrationBuilder.CreateIndex("IX_whatsapp_outbox_due_at", "whatsapp_outbox", "due_at");
    }

    private static void Kept(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "whatsapp_parked_status",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                number = table.Column<Guid>(),
                provider_message_id = table.Column<string>(),
                json = table.Column<string>(),
                parked_at = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_whatsapp_parked_status", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_whatsapp_parked_status_message",
            "whatsapp_parked_status",
            ["enterprise_id", "number", "provider_message_id"]
        );
        migrationBuilder.CreateIndex("IX_whatsapp_parked_status_parked_at", "whatsapp_parked_status", "parked_at");
        migrationBuilder.CreateTable(
            "whatsapp_event",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                business_account_id = table.Column<string>(),
                number = table.Column<Guid>(nullable: true),
                field = table.Column<string>(),
                kind = table.Column<string>(nullable: true),
                json = table.Column<string>(),
                received_at = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_whatsapp_event", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateTable(
            "whatsapp_category_wish",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                business_account_id = table.Column<string>(),
                identity = table.Column<string>(),
                category = table.Column<string>(),
                at = table.Column<long>(),
                stop = table.Column<bool>(),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_whatsapp_category_wish",
                    row => new
                    {
                        row.enterprise_id,
                        row.business_account_id,
                        row.identity,
                        row.category,
                        row.at,
                    }
                )
        );
    }
}
