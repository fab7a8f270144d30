using Npgsql;
using Trunkline.TestKit.Waiting;

namespace Trunkline.TestKit.Databases;

/// <summary>A role of its own for what a server does past the pool, so that just this can be cut off.</summary>
public sealed class DirectRole
{
    private readonly TestDatabase database;
    private readonly string name;

    private DirectRole(TestDatabase database, string name) => (this.database, this.name) = (database, name);

    /// <summary>For <c>Database:DirectConnectionString</c>.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = name }.ConnectionString;

    public static async Task<DirectRole> Create(TestDatabase database)
    {
        var role = new DirectRole(database, $"direct_{Guid.CreateVersion7():N}");
        await database.Ask($"CREATE ROLE {role.name} LOGIN IN ROLE CURRENT_USER");
        return role;
    }

    /// <summary>Its connections end, and no other is let in.</summary>
    public async Task CutOff()
    {
        await database.Ask($"ALTER ROLE {name} CONNECTION LIMIT 0");
        await Eventually.True(
            "nobody is connected",
            async () =>
                (
                    await database.Ask(
                        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{name}'"
                    )
                ).Count == 0
        );
    }
}
