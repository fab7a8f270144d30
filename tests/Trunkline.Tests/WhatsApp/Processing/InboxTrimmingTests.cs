using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Processing;

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
        await Store(host, first: 901, last: 903, "Done", TimeSpan.FromDays(10));

        await HoursPass(host, "only seven stay", async () => await Count(host, "Done") <= 3);

        (await Count(host, "Done")).ShouldBe(3);
        (await Count(host, "Orphaned")).ShouldBe(2);
        (await Count(host, "SetAside")).ShouldBe(2);
    }

    [Theory, BothStores]
    public async Task Statuses_that_found_no_message_go_after_37_days_of_every_enterprise(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        var now = host.Clock.GetUtcNow();
        foreach (var enterprise in new[] { Id.New<EnterpriseId>(), Id.New<EnterpriseId>() })
        {
            await using var scope = host.Services.GetRequiredService<EnterpriseScopes>().Open(enterprise);
            var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
            // More than are deleted in one turn.
            foreach (var hours in Enumerable.Range(0, 250))
                db.Add(Parked(enterprise, now - TimeSpan.FromDays(38) - TimeSpan.FromHours(hours)));
            db.Add(Parked(enterprise, now - TimeSpan.FromDays(10)));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await HoursPass(
            host,
            "two stay",
            async () =>
                await host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_parked_status") == 2
        );
    }

    // One hour after the other: whoever trims begins to count them only once it has started.
    private static Task HoursPass(TrunklineHost host, string until, Func<Task<bool>> done) =>
        Eventually.True(
            until,
            async () =>
            {
                if (await done())
                    return true;
                host.Clock.MoveForward(TimeSpan.FromHours(1));
                await Task.Delay(200, TestContext.Current.CancellationToken);
                return false;
            }
        );

    private static ParkedStatus Parked(EnterpriseId enterprise, DateTimeOffset at) =>
        new(enterprise, Guid.CreateVersion7(), Id.New<BusinessNumberId>(), "wamid.parked", "{}", at);

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
