using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Trunkline.Platform.Data;

namespace Trunkline.Migrations;

[DbContext(typeof(TrunklineDb))]
[Migration("202611220300_OrganizationsTables")]
public sealed class OrganizationsTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "organizations_enterprise",
            table => new { enterprise_id = table.Column<Guid>(), feature_version = table.Column<long>() },
            constraints: table => table.PrimaryKey("PK_organizations_enterprise", row => row.enterprise_id)
        );

        migrationBuilder.CreateTable(
            "organizations_organization",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                parent_id = table.Column<Guid>(nullable: true),
                name = table.Column<string>(),
                name_key = table.Column<string>(),
                version = table.Column<long>(),
                placed_at = table.Column<long>(),
            },
            constraints: table =>
                table.PrimaryKey("PK_organizations_organization", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_organizations_organization_enterprise_id_parent_id_name_key",
            "organizations_organization",
            ["enterprise_id", "parent_id", "name_key"],
            unique: true
        );

        migrationBuilder.CreateTable(
            "organizations_feature_value",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                feature = table.Column<string>(),
                node_id = table.Column<Guid>(),
                is_account = table.Column<bool>(),
                organization_id = table.Column<Guid>(),
                value = table.Column<string>(),
                cleared = table.Column<bool>(),
                version = table.Column<long>(),
                set_by_id = table.Column<Guid>(),
                set_by_name = table.Column<string>(),
                set_at = table.Column<long>(),
                change_id = table.Column<Guid>(),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_organizations_feature_value",
                    row => new
                    {
                        row.enterprise_id,
                        row.feature,
                        row.node_id,
                    }
                )
        );

        migrationBuilder.CreateTable(
            "organizations_feature_edit",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                change_id = table.Column<Guid>(),
                ordinal = table.Column<int>(),
                feature = table.Column<string>(),
                node_id = table.Column<Guid>(),
                is_account = table.Column<bool>(),
                organization_id = table.Column<Guid>(),
                before = table.Column<string>(),
                after = table.Column<string>(),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_organizations_feature_edit",
                    row => new
                    {
                        row.enterprise_id,
                        row.change_id,
                        row.ordinal,
                    }
                )
        );
        migrationBuilder.CreateIndex(
            "IX_organizations_feature_edit_enterprise_id_feature_node_id",
            "organizations_feature_edit",
            ["enterprise_id", "feature", "node_id"]
        );
    }
}
