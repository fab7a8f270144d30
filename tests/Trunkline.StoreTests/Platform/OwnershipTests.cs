using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.StoreTests.Platform;

/// <summary>One process at a time does a piece of work, whatever happens to the others.</summary>
public sealed class OwnershipTests
{
    private const string Work = "the work of the test";

    [Fact]
    public async Task Of_two_processes_one_owns_and_the_other_follows_when_it_ends()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var other = await A.Host().On(database).Start();
        await using (var one = await A.Host().On(database).Start())
        {
            (await TryOwn(one)).ShouldBeTrue();
            (await TryOwn(one)).ShouldBeTrue();
            (await TryOwn(other)).ShouldBeFalse();
        }

        await Eventually.True("the other follows", () => TryOwn(other));
    }

    [Fact]
    public async Task Whoever_lost_the_lock_without_knowing_cannot_commit_once_another_owns()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var one = await A.Host().On(database).Start();
        await using var other = await A.Host().On(database).Start();
        (await TryOwn(one)).ShouldBeTrue();
        (await MayCommit(one)).ShouldBeTrue();

        await database.Ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Trunkline owner' AND datname = current_database()"
        );
        await Eventually.True("the other takes over", () => TryOwn(other));

        (await MayCommit(one)).ShouldBeFalse();
        (await MayCommit(other)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_transaction_under_way_holds_off_the_next_owner_of_its_work_until_it_ends_and_of_no_other()
    {
        const string Other = "other work of the test";
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var one = await A.Host().On(database).Start();
        await using var other = await A.Host().On(database).Start();
        (await TryOwn(one)).ShouldBeTrue();
        (await Of(other).TryOwnAsync(Other, TestContext.Current.CancellationToken)).ShouldBeTrue();

        await Write(
            one,
            async db =>
            {
                (await Of(one).StillOwnsAsync(db, Work, TestContext.Current.CancellationToken)).ShouldBeTrue();
                await Of(one).ReleaseAsync(Work, TestContext.Current.CancellationToken);
                (await TryOwn(other)).ShouldBeFalse();
                Of(other).Owns(Other).ShouldBeTrue();
            }
        );

        await Eventually.True("it follows then", () => TryOwn(other));
    }

    [Fact]
    public async Task What_was_idle_is_left_to_others()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var one = await A.Host().On(database).Start();
        await using var other = await A.Host().On(database).Start();
        (await TryOwn(one)).ShouldBeTrue();

        await Of(one).ReleaseIdleAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

        (await TryOwn(other)).ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_joins_comes_to_an_equal_share_of_what_others_are_busy_with()
    {
        await using var host = await A.Host().On(Store.PostgreSql).Start();
        await using var one = Busy(host);
        await using var other = Busy(host);
        (await Ask(one), await Ask(other)).ShouldBe((5, 0));

        foreach (var (left, gained) in new[] { (4, 1), (3, 2), (3, 2), (3, 2) })
        {
            await one.ShareAsync(TestContext.Current.CancellationToken);
            await other.ShareAsync(TestContext.Current.CancellationToken);
            host.Clock.MoveForward(TimeSpan.FromSeconds(2)); // until then whoever gave it does not ask for it
            (await Ask(other), await Ask(one)).ShouldBe((gained, left));
        }
    }

    [Fact]
    public async Task What_nobody_else_wanted_is_taken_back_and_kept()
    {
        await using var host = await A.Host().On(Store.PostgreSql).Start();
        await using var one = Busy(host);
        await using var other = Busy(host);
        (await Ask(one), await Ask(other)).ShouldBe((5, 0));

        await one.ShareAsync(TestContext.Current.CancellationToken);
        one.Count.ShouldBe(4);
        host.Clock.MoveForward(TimeSpan.FromSeconds(2));
        await one.ShareAsync(TestContext.Current.CancellationToken);
        one.Count.ShouldBe(4, "it is not known yet what became of the first");
        (await Ask(one)).ShouldBe(5);

        host.Clock.MoveForward(TimeSpan.FromSeconds(10));
        await one.ShareAsync(TestContext.Current.CancellationToken);
        one.Count.ShouldBe(5);
        host.Clock.MoveForward(TimeSpan.FromMinutes(1));
        await one.ShareAsync(TestContext.Current.CancellationToken);
        one.Count.ShouldBe(4);
    }

    // Beside the host's own, which shares by itself whenever its second has passed.
    private static Ownership Busy(TrunklineHost host) =>
        new(
            host.Services.GetRequiredService<DatabaseSettings>(),
            host.Clock,
            host.Services.GetRequiredService<ILogger<Ownership>>()
        );

    // As a busy lane does: asks for each piece of work again and again.
    private static async Task<int> Ask(Ownership process)
    {
        var owns = 0;
        foreach (var number in Enumerable.Range(1, 5))
        {
            var cancellation = TestContext.Current.CancellationToken;
            owns += await process.TryOwnAsync($"{Work} {number}", cancellation) ? 1 : 0;
        }

        return owns;
    }

    private static Ownership Of(TrunklineHost host) => host.Services.GetRequiredService<Ownership>();

    private static Task<bool> TryOwn(TrunklineHost host) =>
        Of(host).TryOwnAsync(Work, TestContext.Current.CancellationToken);

    private static async Task<bool> MayCommit(TrunklineHost host)
    {
        var may = false;
        await Write(
            host,
            async db => may = await Of(host).StillOwnsAsync(db, Work, TestContext.Current.CancellationToken)
        );
        return may;
    }

    private static async Task Write(TrunklineHost host, Func<TrunklineDb, Task> work)
    {
        await using var scope = Probe.Open(host.Services, out var db);
        await db.WriteAsync(
            async () =>
            {
                await work(db);
                return Result.Done;
            },
            TestContext.Current.CancellationToken
        );
    }
}
