using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Live;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.StoreTests.Platform;

/// <summary>What every module relies on when it reads and writes.</summary>
public sealed class DatabaseTests
{
    private readonly ActorId person = Id.New<ActorId>();

    [Fact]
    public async Task Hosts_that_start_at_once_migrate_an_empty_database_once()
    {
        // On SQLite there is one process.
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        var plan = A.Host().On(database);

        var hosts = await Task.WhenAll(plan.Start(), plan.Start(), plan.Start());

        var history = await database.Ask("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"");
        history.ShouldNotBeEmpty();
        history.ShouldBeUnique();
        foreach (var host in hosts)
        {
            await Probe.Tell(host.Services, person, "I am up");
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_write_that_was_committed_without_the_standby_counts_as_an_outage()
    {
        await using var server = await KillablePostgreSql.Start();
        await using var host = await A.Host().On(await server.CreateDatabase("writes")).Start();
        await using var standby = await AbsentStandby.WaitedForBy(host.Database);

        var writing = Assert.ThrowsAsync<IOException>(async () =>
        {
            // PostgreSQL begins to wait for the standby in its own time.
            while (true)
            {
                await Probe.Tell(host.Services, person, "I am on both machines");
            }
        });
        await standby.GiveUpCommitsUntil(writing);

        (await writing).IsOutage().ShouldBeTrue();
    }

    [Fact]
    public async Task A_write_that_finds_everything_done_waits_for_the_standby_too()
    {
        await using var server = await KillablePostgreSql.Start();
        await using var host = await A.Host().On(await server.CreateDatabase("repeated")).Start();
        await using var standby = await AbsentStandby.WaitedForBy(host.Database);
        await using var scope = host.Scope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();

        var writing = Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await db.WriteAsync(() => Task.FromResult(Result.Done), TestContext.Current.CancellationToken);
            }
        });
        await standby.GiveUpCommitsUntil(writing);

        (await writing).IsOutage().ShouldBeTrue();
    }

    [Fact]
    public async Task A_table_that_has_grown_is_analyzed_at_once()
    {
        await using var host = await A.Host().On(Store.PostgreSql).Start();
        // PostgreSQL's own autovacuum would come to it in a minute, and is not meant.
        await host.Database.Ask("ALTER TABLE platform_live_event SET (autovacuum_enabled = off)");

        await Probe.Tell(host.Services, person, [.. Enumerable.Range(0, 300).Select(number => $"{number}")]);

        await Eventually.True(
            "PostgreSQL knows how many events there are",
            async () =>
                (
                    await host.Database.Ask("SELECT reltuples FROM pg_class WHERE relname = 'platform_live_event'")
                ).Single() == "300"
        );
    }

    [Fact]
    public async Task A_second_process_on_the_same_SQLite_file_refuses_to_start_with_one_sentence()
    {
        await using var database = await TestDatabase.Create(Store.Sqlite);
        await using var first = await TrunklineProcess.Start(database);

        var (code, errors) = await TrunklineProcess.StartInVain(database.Settings);

        code.ShouldBe(1);
        errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("is in use by another process of Trunkline");
    }

    [Fact]
    public async Task A_killed_process_leaves_its_SQLite_file_to_the_next_one()
    {
        await using var database = await TestDatabase.Create(Store.Sqlite);
        await using (var doomed = await TrunklineProcess.Start(database))
        {
            await doomed.Kill();
        }

        await using var heir = await TrunklineProcess.Start(database);

        heir.Said.ShouldContain("Now listening on");
    }

    [Fact]
    public async Task A_taken_address_is_one_sentence_that_names_the_setting()
    {
        await using var database = await TestDatabase.Create(Store.Sqlite);
        await using var other = await TestDatabase.Create(Store.Sqlite);
        await using var first = await TrunklineProcess.Start(database);

        var (code, errors) = await TrunklineProcess.StartInVain(
            new Dictionary<string, string?>(other.Settings)
            {
                ["ASPNETCORE_URLS"] = first.Address.GetLeftPart(UriPartial.Authority),
            }
        );

        code.ShouldBe(1);
        errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("ASPNETCORE_URLS");
    }

    [Theory, BothStores]
    public async Task Writers_that_meet_take_turns_and_none_fails(Store store)
    {
        const int Writers = 64;
        await using var host = await A.Host().On(store).Start();

        await Task.WhenAll(
            Enumerable.Range(1, Writers).Select(number => Probe.Tell(host.Services, person, $"{number}"))
        );

        var numbers = await host.Database.Ask("SELECT number FROM platform_live_event ORDER BY number");
        numbers.Select(number => int.Parse(number, null)).ShouldBe(Enumerable.Range(1, Writers));
    }

    [Theory, BothStores]
    public async Task What_a_failed_write_changed_is_undone_and_its_effects_do_not_run(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        await using var scope = Probe.Open(host.Services, out var db);
        var effects = 0;

        await Should.ThrowAsync<InvalidOperationException>(() =>
            db.WriteAsync(
                () =>
                {
                    db.Tell(person, Probe.Kind, "lost");
                    db.AfterCommit(() => effects++);
                    throw new InvalidOperationException("a bug");
                },
                TestContext.Current.CancellationToken
            )
        );
        await db.WriteAsync(() => Task.FromResult(Result.Done), TestContext.Current.CancellationToken);

        effects.ShouldBe(0);
        (await host.Database.Ask("SELECT COUNT(*) FROM platform_live_event")).ShouldBe(["0"]);
    }

    [Theory, BothStores]
    public async Task Effects_run_when_the_write_is_durable(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        await using var scope = Probe.Open(host.Services, out var db);
        IReadOnlyList<string> seen = [];

        await db.WriteAsync(
            () =>
            {
                db.Tell(person, Probe.Kind, "kept");
                db.AfterCommit(() =>
                    seen = host.Database.Ask("SELECT COUNT(*) FROM platform_live_event").GetAwaiter().GetResult()
                );
                return Task.FromResult(Result.Done);
            },
            TestContext.Current.CancellationToken
        );

        seen.ShouldBe(["1"]);
    }

    [Theory, BothStores]
    public async Task Without_an_enterprise_nothing_is_seen_and_another_one_s_rows_are_not_seen_either(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        await Probe.Tell(host.Services, person, "ours");

        (await Seen(null)).ShouldBe(0);
        (await Seen(Id.New<EnterpriseId>())).ShouldBe(0);
        (await Seen(Probe.Enterprise)).ShouldBe(1);

        async Task<int> Seen(EnterpriseId? enterprise)
        {
            await using var scope = host.Scope();
            var db = Probe.Database(scope);
            if (enterprise is { } one)
            {
                db.Within(one);
            }

            return await db.Set<LiveEvent>().CountAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory, BothStores]
    public async Task Another_enterprise_s_row_cannot_be_written(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        await Probe.Tell(host.Services, person, "ours");
        await using var scope = host.Scope();
        var db = Probe.Database(scope);
        db.Within(Id.New<EnterpriseId>());
        var row = await db.Set<LiveEvent>()
            .IgnoreQueryFilters(["Enterprise"])
            .SingleAsync(TestContext.Current.CancellationToken);

        await Should.ThrowAsync<InvalidOperationException>(() =>
            db.WriteAsync(
                () =>
                {
                    db.Remove(row);
                    return Task.FromResult(Result.Done);
                },
                TestContext.Current.CancellationToken
            )
        );

        (await host.Database.Ask("SELECT COUNT(*) FROM platform_live_event")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task SQLite_writes_ahead_and_syncs_every_commit()
    {
        await using var host = await A.Host().On(Store.Sqlite).Start();
        await using var scope = Probe.Open(host.Services, out var db);
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        (await Pragma("journal_mode")).ShouldBe("wal");
        (await Pragma("synchronous")).ShouldBe("2");
        (await Pragma("foreign_keys")).ShouldBe("1");

        async Task<string?> Pragma(string name)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {name}";
            return Convert.ToString(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), null);
        }
    }
}
