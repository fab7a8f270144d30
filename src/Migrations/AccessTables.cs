using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Trunkline.Platform.Data;

namespace Trunkline.Migrations;

[DbContext(typeof(TrunklineDb))]
[Migration("202611220300_AccessTables")]
public sealed class AccessTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        People(migrationBuilder);
        Roles(migrationBuilder);
        Sessions(migrationBuilder);
    }

    private static void People(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_administrator",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                name = table.Column<string>(),
                email = table.Column<string>(),
                email_key = table.Column<string>(),
                added_at = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_access_administrator", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_administrator_email_key",
            "access_administrator",
            "email_key",
            unique: true
        );

        migrationBuilder.CreateTable(
            "access_invitation",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                administrator_id = table.Column<Guid>(),
                made_by = table.Column<Guid>(),
                token_hash = table.Column<string>(),
                expires_at = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_access_invitation", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_invitation_token_hash",
            "access_invitation",
            "token_hash",
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_access_invitation_enterprise_id_administrator_id",
            "access_invitation",
            ["enterprise_id", "administrator_id"]
        );

        migrationBuilder.CreateTable(
            "access_api_user",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                name = table.Column<string>(),
                made_by = table.Column<Guid>(),
                token_hash = table.Column<string>(),
                created_at = table.Column<long>(),
                expires_at = table.Column<long>(),
                revoked_at = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_access_api_user", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex("IX_access_api_user_token_hash", "access_api_user", "token_hash", unique: true);

        migrationBuilder.CreateTable(
            "access_first_administrator_token",
            table => new
            {
                id = table.Column<int>(),
                token_hash = table.Column<string>(),
                made_at = table.Column<long>(),
                used_at = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_access_first_administrator_token", row => row.id)
        );
    }

    private static void Roles(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_role",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                organization_id = table.Column<Guid>(),
                name = table.Column<string>(),
                name_key = table.Column<string>(),
                privileges = table.Column<string>(),
                is_built_in = table.Column<bool>(),
                version = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_access_role", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_role_enterprise_id_organization_id_name_key",
            "access_role",
            ["enterprise_id", "organization_id", "name_key"],
            unique: true
        );

        migrationBuilder.CreateTable(
            "access_grant",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                holder_id = table.Column<Guid>(),
                role_id = table.Column<Guid>(),
                organization_id = table.Column<Guid>(),
            },
            constraints: table => table.PrimaryKey("PK_access_grant", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_grant_enterprise_id_holder_id_role_id_organization_id",
            "access_grant",
            ["enterprise_id", "holder_id", "role_id", "organization_id"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_access_grant_enterprise_id_organization_id",
            "access_grant",
            ["enterprise_id", "organization_id"]
        );
    }

    private static void Sessions(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "access_credential",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                person_id = table.Column<Guid>(),
                kind = table.Column<string>(),
                email = table.Column<string>(),
                email_key = table.Column<string>(),
                password_hash = table.Column<string>(),
                changed_at = table.Column<long>(),
                last_sign_in_at = table.Column<long>(nullable: true),
            },
            constraints: table =>
                table.PrimaryKey("PK_access_credential", row => new { row.enterprise_id, row.person_id })
        );
        migrationBuilder.CreateIndex(
            "IX_access_credential_kind_email_key",
            "access_credential",
            ["kind", "email_key"],
            unique: true
        );

        migrationBuilder.CreateTable(
            "access_sign_in_tally",
            table => new
            {
                id = table.Column<string>(),
                failures = table.Column<int>(),
                locked_until = table.Column<long>(),
                last_at = table.Column<long>(),
            },
            constraints: table => table.PrimaryKey("PK_access_sign_in_tally", row => row.id)
        );

        migrationBuilder.CreateTable(
            "access_session",
            table => new
            {
                enterprise_id = table.Column<Guid>(),
                id = table.Column<Guid>(),
                person_id = table.Column<Guid>(),
                kind = table.Column<string>(),
                token_hash = table.Column<string>(),
                started_at = table.Column<long>(),
                last_seen_at = table.Column<long>(),
                expires_at = table.Column<long>(),
                ended_at = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_access_session", row => new { row.enterprise_id, row.id })
        );
        migrationBuilder.CreateIndex("IX_access_session_token_hash", "access_session", "token_hash", unique: true);
        migrationBuilder.CreateIndex(
            "IX_access_session_enterprise_id_person_id",
            "access_session",
            ["enterprise_id", "person_id"]
        );
    }
}
