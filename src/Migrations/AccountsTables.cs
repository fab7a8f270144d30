using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Trunkline.Platform.Data;

namespace Trunkline.Migrations;

[DbContext(typeof(TrunklineDb))]
[Migration("202611220400_AccountsTables")]
public sealed class AccountsTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "accounts_account",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                organization_id = table.Column<Guid>(),
                first_name = table.Column<string>(),
                last_name = table.Column<string>(),
                email = table.Column<string>(),
                search_text = table.Column<string>(),
                status = table.Column<string>(),
                created_at = table.Column<long>(),
                onboarded_at = table.Column<long>(nullable: true),
                suspended_at = table.Column<long>(nullable: true),
                version = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_accounts_account", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex("IX_accounts_account_email", "accounts_account", "email", unique: true);
        migrationBuilder.CreateIndex(
            "IX_accounts_account_enterprise_id_organization_id_search_text",
            "accounts_account",
            ["enterprise_id", "organization_id", "search_text"]
        );
        migrationBuilder.CreateIndex(
            "IX_accounts_account_enterprise_id_organization_id_status",
            "accounts_account",
            ["enterprise_id", "organization_id", "status"]
        );

        migrationBuilder.CreateTable(
            "accounts_invitation",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                account = table.Column<Guid>(),
                organization_id = table.Column<Guid>(),
                token_hash = table.Column<string>(),
                invited_by = table.Column<Guid>(),
                invited_by_name = table.Column<string>(),
                made_at = table.Column<long>(),
                mailed_at = table.Column<long>(nullable: true),
                expires_at = table.Column<long>(),
                opened_at = table.Column<long>(nullable: true),
                accepted_at = table.Column<long>(nullable: true),
                revoked_at = table.Column<long>(nullable: true),
                superseded = table.Column<bool>(),
                renews_password = table.Column<bool>(),
            },
            constraints: table => table.PrimaryKey("PK_accounts_invitation", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_accounts_invitation_token_hash",
            "accounts_invitation",
            "token_hash",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_accounts_invitation_enterprise_id_account",
            "accounts_invitation",
            ["enterprise_id", "account"]
        );

        migrationBuilder.CreateTable(
            "accounts_feature_notice",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                account = table.Column<Guid>(),
                feature = table.Column<string>(),
                available = table.Column<bool>(),
                changed_at = table.Column<long>(),
                told_at = table.Column<long>(nullable: true),
                known_at = table.Column<long>(nullable: true),
            },
            constraints: table =>
                table.PrimaryKey(
                    "PK_accounts_feature_notice",
                    row => new
                    {
                        row.enterprise_id,
                        row.account,
                        row.feature,
                    }
                )
        );
    }
}
