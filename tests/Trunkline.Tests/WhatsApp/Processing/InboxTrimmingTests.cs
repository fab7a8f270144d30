using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.WhatsApp.Processing;

public sealed class InboxTrimmingTests
{
    [Theory, BothStores]
    public async Task Bodies_go_after_a_month_and_what_waits_for_a_person_stays(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        // More than are deleted in one turn, and among them what may not be deleted.
        await Store(host, first: 1, last: 450, "Done", TimeSpan.FromDays(31));
        await Store(host, first: 451, last: 452, "Orphaned", TimeSpan.FromDays(31));
        await Store(host, first: 453, last: 454, "SetAside", TimeSpan.FromDays(31));
        await Store(host, first: 455, last: 900, "Done", TimeSpan.FromDays(31));
        await Store(host, first: 901, last: 903, "Done", TimeSpan.FromDays(29));

        host.Clock.MoveForward(TimeSpan.FromHours(1));

        await Eventually.True("only seven stay", async () => await Count(host, "Done") <= 3);
        (await Count(host, "Done")).ShouldBe(3);
        (await Count(host, "Orphaned")).ShouldBe(2);
        (await Count(host, "SetAside")).ShouldBe(2);
    }

    private static async Task Store(TrunklineHost host, int first, int last, string state, TimeSpan age)
    {
        await using var scope = host.Scope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var received = (host.Clock.GetUtcNow() - age - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var body = "{}"u8.ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO whatsapp_inbox (sequence, lane, business_account, bodies, count, received_at, state, tries)
            WITH RECURSIVE place (number) AS (SELECT {first} UNION ALL SELECT number + 1 FROM place WHERE number < {last})
            SELECT number * 64, '9000001', '9000', {body}, 1, {received}, {state}, 0 FROM place
            """,
            TestContext.Current.CancellationToken
        );
    }

    private static Task<int> Count(TrunklineHost host, string state) =>
        host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_inbox WHERE state = {state}");
}
