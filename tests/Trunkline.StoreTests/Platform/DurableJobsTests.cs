using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.StoreTests.Platform;

/// <summary>Work that was committed is done: at least once, whoever dies.</summary>
public sealed class DurableJobsTests
{
    private const string Waiting = "SELECT COUNT(*) FROM platform_job";
    private const string Taken = "SELECT COUNT(leased_until) FROM platform_job";
    private const string NumbersDone = "SELECT COUNT(DISTINCT payload) FROM platform_live_event";

    [Theory, BothStores]
    public async Task Work_is_committed_with_the_state_that_it_follows_from_and_goes_when_it_is_done(Store store)
    {
        await using var host = await A.Host().On(store).With(Probe.AddTo).Start();

        await Probe.Queue(host.Services, 250);

        await Becomes(host.Database, NumbersDone, 250);
        await Becomes(host.Database, Waiting, 0);
    }

    [Theory, BothStores]
    public async Task A_write_that_is_refused_leaves_no_work(Store store)
    {
        await using var host = await A.Host().On(store).With(Probe.AddTo).Start();
        await using var scope = Probe.Open(host.Services, out var db);

        await db.WriteAsync(
            () =>
            {
                db.Later(new NumberedWork(1));
                return Task.FromResult<Result>(new NotFound("reason"));
            },
            TestContext.Current.CancellationToken
        );

        (await host.Database.Ask(Waiting)).ShouldBe(["0"]);
    }

    [Theory, BothStores]
    public async Task Work_that_a_clock_far_ahead_has_stamped_is_done_when_the_clock_is_right_again(Store store)
    {
        await using var host = await A.Host().On(store).With(Probe.AddTo).Start();

        await Insert(host, 1, attempts: 0, due: TimeSpan.FromMinutes(30));
        await Insert(host, 2, attempts: 1, due: TimeSpan.FromHours(24), leased: TimeSpan.FromHours(24));
        await Insert(host, 3, attempts: 1, due: TimeSpan.FromMinutes(30));
        await Insert(host, 4, attempts: 1, due: TimeSpan.Zero, leased: TimeSpan.FromMinutes(2));

        await Becomes(host.Database, NumbersDone, 2);
        (await host.Database.Ask("SELECT DISTINCT payload FROM platform_live_event ORDER BY payload")).ShouldBe([
            "1",
            "2",
        ]);
        host.Clock.MoveForward(TimeSpan.FromMinutes(30));
        await Becomes(host.Database, NumbersDone, 4);
    }

    [Theory, BothStores]
    public async Task Work_that_fails_is_tried_again_after_a_pause_that_grows(Store store)
    {
        var tries = new Tries(failures: 2);
        await using var host = await Faltering(A.Host().On(store), tries);

        await Queue(host, new FalteringWork());
        await Eventually.True("the first try fails", async () => await Attempts(host) == 1 && !await Leased(host));
        host.Clock.MoveForward(TimeSpan.FromSeconds(2));
        await Eventually.True("the second try fails", async () => await Attempts(host) == 2 && !await Leased(host));
        tries.Made.ShouldBe(2);
        host.Clock.MoveForward(TimeSpan.FromSeconds(4));

        await Becomes(host.Database, Waiting, 0);
        tries.Made.ShouldBe(3);
    }

    [Theory, BothStores]
    public async Task Work_that_fails_for_ever_is_set_aside_with_its_reason(Store store)
    {
        var tries = new Tries(failures: int.MaxValue);
        await using var host = await Faltering(A.Host().On(store), tries);

        await Queue(host, new FalteringWork());
        await Eventually.True("the first try fails", async () => await Attempts(host) == 1 && !await Leased(host));
        await host.Database.Ask("UPDATE platform_job SET attempts = 81");
        await Eventually.True(
            "the work is set aside",
            async () =>
            {
                host.Clock.MoveForward(TimeSpan.FromHours(1));
                return (await host.Database.Ask("SELECT COUNT(*) FROM platform_job WHERE set_aside_at IS NOT NULL"))[0]
                    == "1";
            },
            TimeSpan.FromSeconds(40)
        );

        (await host.Database.Ask("SELECT last_error FROM platform_job"))[0].ShouldContain("not today");
        (await Attempts(host)).ShouldBe(84);
        tries.Made.ShouldBe(1 + 3);
    }

    [Theory, BothStores]
    public async Task Nothing_is_lost_when_a_process_is_killed_in_the_middle_of_its_work(Store store)
    {
        const int Work = 600;
        await using var database = await TestDatabase.Create(store);
        await using (var doomed = await TrunklineProcess.Start(database, startup: typeof(Probe).Assembly))
        {
            using var visitor = doomed.Visitor();
            var queue = await visitor.Http.GetAsync(
                $"/probe/queue?count={Work}",
                TestContext.Current.CancellationToken
            );
            queue.EnsureSuccessStatusCode();
            await Eventually.Value("some of the work is done", () => Number(database, NumbersDone), done => done >= 20);
            await doomed.Kill();
        }

        (await Number(database, Waiting)).ShouldBeGreaterThan(0);
        await using var heir = await A.Host().On(database).With(Probe.AddTo).Start();
        heir.Clock.MoveForward(TimeSpan.FromMinutes(3));

        await Becomes(database, NumbersDone, Work);
        await Becomes(database, Waiting, 0);
    }

    [Theory, BothStores]
    public async Task What_a_process_that_stops_has_taken_and_not_begun_waits_for_nobody(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        var before = Probe.Hanging;
        Probe.LastThatEnds = 0;
        try
        {
            var stopping = await A.Host().On(database).With(Probe.AddTo).Start();
            await Probe.Queue(stopping.Services, 20);
            await Eventually.True("four are under way", () => Probe.Hanging - before == 4);
            (await Number(database, Taken)).ShouldBe(20);
            var stopped = stopping.DisposeAsync().AsTask();
            await Eventually.True(
                "the four are given up",
                () =>
                {
                    stopping.Clock.MoveForward(TimeSpan.FromSeconds(10));
                    return stopped.IsCompleted;
                }
            );
            await stopped;
        }
        finally
        {
            Probe.LastThatEnds = int.MaxValue;
        }

        // The leases of the four have to run out.
        (await Number(database, Taken)).ShouldBe(4);
    }

    [Theory, BothStores]
    public async Task What_a_process_that_stops_has_begun_is_finished_and_done_once(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        var work = new WorkUnderWay();
        var stopping = await A.Host()
            .On(database)
            .With(services =>
            {
                services.AddSingleton(work);
                services.AddJob<LongWork, DoLongWork>("test.long-work");
            })
            .Start();
        await Queue(stopping, new LongWork());
        await work.Begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        var lifetime = stopping.Services.GetRequiredService<IHostApplicationLifetime>();

        var stopped = stopping.DisposeAsync().AsTask();
        await Eventually.True("it stops", () => lifetime.ApplicationStopping.IsCancellationRequested);
        work.MayEnd.SetResult();
        await stopped;

        (await Number(database, Waiting)).ShouldBe(0);
    }

    [Fact]
    public async Task On_PostgreSQL_processes_share_the_work_and_do_each_piece_once_when_none_dies()
    {
        const int Work = 400;
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var one = await A.Host().On(database).With(Probe.AddTo).Start();
        await using var other = await A.Host().On(database).With(Probe.AddTo).Start();

        await Probe.Queue(one.Services, Work);

        await Becomes(database, Waiting, 0);
        (await Number(database, "SELECT COUNT(*) FROM platform_live_event")).ShouldBe(Work);
        (await Number(database, NumbersDone)).ShouldBe(Work);
    }

    [Theory, BothStores]
    public async Task Work_that_does_not_end_holds_up_no_other_kind_of_work(Store store)
    {
        var work = new WorkUnderWay();
        await using var host = await A.Host()
            .On(store)
            .With(Probe.AddTo)
            .With(services =>
            {
                services.AddSingleton(work);
                services.AddJob<LongWork, DoLongWork>("test.long-work");
            })
            .Start();
        await Queue(host, new LongWork());
        await work.Begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        await Probe.Queue(host.Services, 120);

        await Becomes(host.Database, NumbersDone, 120);
        await Becomes(host.Database, Waiting, 1);
        work.MayEnd.SetResult();
        await Becomes(host.Database, Waiting, 0);
    }

    [Fact]
    public async Task A_process_whose_database_goes_away_during_its_work_goes_on_when_it_is_back()
    {
        await using var server = await KillablePostgreSql.Start();
        var work = new WorkUnderWay();
        await using var host = await A.Host()
            .On(await server.CreateDatabase("away"))
            .With(services =>
            {
                services.AddSingleton(work);
                services.AddJob<LongWork, DoLongWork>("test.long-work");
            })
            .Start();
        await Queue(host, new LongWork());
        await work.Begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        await server.Stop();
        work.MayEnd.SetResult();
        await Eventually.True(
            "that it failed cannot be written down",
            () => host.Log.Any(line => line.Contains("could not be written down", StringComparison.Ordinal))
        );
        await server.Start();
        host.Clock.MoveForward(TimeSpan.FromMinutes(3));

        await Becomes(host.Database, Waiting, 0);
        host.Services.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    private static Task<TrunklineHost> Faltering(HostPlan plan, Tries tries) =>
        plan.With(services =>
            {
                services.AddSingleton(tries);
                services.AddJob<FalteringWork, DoFalteringWork>("test.faltering-work");
            })
            .Start();

    private static async Task Queue<TJob>(TrunklineHost host, TJob job)
        where TJob : notnull
    {
        await using var scope = Probe.Open(host.Services, out var db);
        await db.WriteAsync(
            () =>
            {
                db.Later(job);
                return Task.FromResult(Result.Done);
            },
            TestContext.Current.CancellationToken
        );
    }

    private static Task Insert(TrunklineHost host, int number, int attempts, TimeSpan due, TimeSpan? leased = null)
    {
        var now = host.Clock.GetUtcNow();
        var until = leased is { } lease ? $"{StoredMoment.Of(now + lease)}" : "NULL";
        return host.Database.Ask(
            $$"""
            INSERT INTO platform_job (enterprise_id, id, kind, payload, due_at, attempts, leased_until)
            VALUES ('{{Stored(Probe.Enterprise.Value)}}', '{{Stored(Guid.CreateVersion7())}}', 'test.numbered-work',
                '{"number":{{number}}}', {{StoredMoment.Of(now + due)}}, {{attempts}}, {{until}})
            """
        );
    }

    // SQLite keeps ids as text in capitals; PostgreSQL reads that too.
    private static string Stored(Guid id) => id.ToString().ToUpperInvariant();

    private static Task Becomes(TestDatabase database, string question, long answer) =>
        Eventually.Value(
            $"{question} becomes {answer}",
            () => Number(database, question),
            now => now == answer,
            TimeSpan.FromSeconds(30)
        );

    private static async Task<long> Number(TestDatabase database, string question) =>
        long.Parse((await database.Ask(question))[0], null);

    private static Task<long> Attempts(TrunklineHost host) =>
        Number(host.Database, "SELECT COALESCE(MAX(attempts), 0) FROM platform_job");

    private static async Task<bool> Leased(TrunklineHost host) =>
        await Number(host.Database, "SELECT COUNT(leased_until) FROM platform_job") > 0;

    private sealed record FalteringWork;

    private sealed class Tries(int failures)
    {
        public int Made { get; private set; }

        public void Try()
        {
            Made++;
            if (Made <= failures)
            {
                throw new InvalidOperationException("not today");
            }
        }
    }

    private sealed class DoFalteringWork(Tries tries) : IJobHandler<FalteringWork>
    {
        public Task RunAsync(FalteringWork job, CancellationToken cancellation)
        {
            tries.Try();
            return Task.CompletedTask;
        }
    }

    private sealed record LongWork;

    private sealed class WorkUnderWay
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class DoLongWork(WorkUnderWay work) : IJobHandler<LongWork>
    {
        public Task RunAsync(LongWork job, CancellationToken cancellation)
        {
            work.Begun.TrySetResult();
            return work.MayEnd.Task;
        }
    }
}
