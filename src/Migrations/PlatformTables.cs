using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Trunkline.Platform.Data;

namespace Trunkline.Migrations;

[DbContext(typeof(TrunklineDb))]
[Migration("202611220100_PlatformTables")]
public sealed class PlatformTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "platform_job",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                kind = table.Column<string>(),
                payload = table.Column<string>(),
                due_at = table.Column<long>(),
                attempts = table.Column<int>(),
                leased_until = table.Column<long>(nullable: true),
                last_error = table.Column<string>(nullable: true),
                set_aside_at = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_platform_job", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_platform_job_due_at",
            "platform_job",
            "due_at",
            filter: "set_aside_at IS NULL"
        );

        migrationBuilder.CreateTable(
            "platform_ownership",
            table => new { work = table.Column<string>(), mark = table.Column<Guid>() },
            constraints: table => table.PrimaryKey("PK_platform_ownership", row => row.work)
        );
        migrationBuilder.CreateTable(
            "platform_live_counter",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                person = table.Column<Guid>(),
                last = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_platform_live_counter", row => new { row.enterprise_id, row.person })
        );

        migrationBuilder.CreateTable(
            "platform_live_event",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                person = table.Column<Guid>(),
                number = table.Column<long>(),
                kind = table.Column<string>(),
                payload = table.Column<string>(),
                at = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_platform_live_event",
                    row => new
                    {
                        row.enterprise_id,
                        row.person,
                        row.number,
                    }
                )
        );
        migrationBuilder.CreateIndex("IX_platform_live_event_at", "platform_live_event", "at");

        migrationBuilder.CreateTable(
            "platform_protection_key",
            table => new { id = table.Column<Guid>(), xml = table.Column<string>() },
            constraints: table => table.PrimaryKey("PK_platform_protection_key", row => row.id)
        );

        migrationBuilder.CreateTable(
            "platform_idempotent_answer",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                caller = table.Column<Guid>(),
                key = table.Column<string>(),
                request_hash = table.Column<string>(),
                taken_at = table.Column<long>(),
                status = table.Column<int>(nullable: true),
                content_type = table.Column<string>(nullable: true),
                location = table.Column<string>(nullable: true),
                body = table.Column<byte[]>(nullable: true),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_platform_idempotent_answer",
                    row => new
                    {
                        row.enterprise_id,
                        row.caller,
                        row.key,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_platform_idempotent_answer_taken_at",
            "platform_idempotent_answer",
            "taken_at"
        );

        migrationBuilder.CreateTable(
            "platform_demo_mark",
            table => new
            {
                id = table.Column<int>(),
                enterprise = table.Column<Guid>(),
                at = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_platform_demo_mark", row => row.id)
        );
    }
}
