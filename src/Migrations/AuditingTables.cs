using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Trunkline.Platform.Data;

namespace Trunkline.Migrations;

[DbContext(typeof(TrunklineDb))]
[Migration("202611220200_AuditingTables")]
public sealed class AuditingTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "auditing_change",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                kind = table.Column<string>(),
                actor_id = table.Column<Guid>(),
                actor_kind = table.Column<string>(),
                actor_name = table.Column<string>(),
                actor_role = table.Column<string>(),
                organization_id = table.Column<Guid>(),
                organization_name = table.Column<string>(),
                subject = table.Column<string>(),
                reason = table.Column<string>(nullable: true),
                before = table.Column<string>(nullable: true),
                after = table.Column<string>(nullable: true),
                affected = table.Column<string>(),
                address = table.Column<string>(nullable: true),
                at = table.Column<long>(),
                reverts = table.Column<Guid>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_auditing_change", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex("IX_auditing_change_enterprise_id_at", "auditing_change", ["enterprise_id", "at"]);
        migrationBuilder.CreateIndex(
            "IX_auditing_change_enterprise_id_reverts",
            "auditing_change",
            ["enterprise_id", "reverts"],
            unique: true,
            filter: "reverts IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_auditing_change_enterprise_id_organization_id_at",
            "auditing_change",
            ["enterprise_id", "organization_id", "at"]
        );

        migrationBuilder.CreateTable(
            "auditing_former_organization",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                heir_id = table.Column<Guid>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_auditing_former_organization", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_auditing_former_organization_enterprise_id_heir_id",
            "auditing_former_organization",
            ["enterprise_id", "heir_id"]
        );

        migrationBuilder.CreateTable(
            "auditing_access_refusal",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                actor_id = table.Column<Guid>(),
                actor_name = table.Column<string>(),
                actor_role = table.Column<string>(),
                organization_id = table.Column<Guid>(),
                privilege = table.Column<string>(),
                attempt = table.Column<string>(),
                address = table.Column<string>(nullable: true),
                at = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_auditing_access_refusal", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_auditing_access_refusal_enterprise_id_at",
            "auditing_access_refusal",
            ["enterprise_id", "at"]
        );
    }
}
