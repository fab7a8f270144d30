using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;

namespace Trunkline.Access.Administrators;

/// A server without any administrator prints at each start a new token with which one becomes the first. Of several
/// processes the one that started last printed the token that counts.
internal sealed class OfferFirstAdministrator(IServiceScopeFactory scopes, DemoSettings demo, TimeProvider time)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (demo.Enabled)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        if (await ExistsAsync(db, cancellationToken))
            return;
        var token = Secret.New();
        await db.WriteAsync(() => StoreAsync(db, token, cancellationToken), cancellationToken);
        Console.WriteLine(
            "There is no administrator yet. Open /portal/first-administrator and enter this token, which works once:"
        );
        Console.WriteLine(token.Reveal());
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// Over all enterprises: the first administrator is the first of the installation.
    public static Task<bool> ExistsAsync(TrunklineDb db, CancellationToken cancellation) =>
        db.Administrators.IgnoreQueryFilters(["Enterprise"]).AnyAsync(cancellation);

    // One statement: processes that start at once on an empty database would each find no row to renew.
    private async Task<Result> StoreAsync(TrunklineDb db, Secret token, CancellationToken cancellation)
    {
        var madeAt = StoredMoment.Of(time.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO access_first_administrator_token (id, token_hash, made_at)
            VALUES ({FirstAdministratorToken.OnlyId}, {token.Hash}, {madeAt})
            ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at
            """,
            cancellation
        );
        return Result.Done;
    }
}
