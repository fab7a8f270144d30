using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Live;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.StoreTests.Platform;

/// <summary>What a signed-in person is told arrives, in order, and a lost connection loses none of it.</summary>
public sealed class LiveStreamTests
{
    private readonly ActorId person = Id.New<ActorId>();

    [Theory, BothStores]
    public async Task What_is_told_arrives_in_the_order_of_the_commits(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        using var visitor = Visitor(host);
        await using var stream = await visitor.Follow("/app/live");

        await Probe.Tell(host.Services, person, "first", "second");
        await Probe.Tell(host.Services, person, "third");

        (await stream.Next()).Data.ShouldContain("first");
        (await stream.Next()).Data.ShouldContain("second");
        (await stream.Next()).Data.ShouldContain("third");
    }

    [Theory, BothStores]
    public async Task A_reconnect_with_the_last_event_s_id_loses_nothing_and_repeats_nothing(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        using var visitor = Visitor(host);
        string? lastSeen;
        await using (var stream = await visitor.Follow("/app/live"))
        {
            await Probe.Tell(host.Services, person, "before the tunnel");
            await stream.NextSaying("before the tunnel");
            lastSeen = stream.LastEventId;
        }

        await Probe.Tell(host.Services, person, "in the tunnel");

        await using var again = await visitor.Follow("/app/live", lastSeen);
        (await again.Next()).Data.ShouldContain("in the tunnel");
        await Probe.Tell(host.Services, person, "after the tunnel");
        (await again.Next()).Data.ShouldContain("after the tunnel");
    }

    [Theory, BothStores]
    public async Task Nobody_hears_what_another_person_is_told(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        using var visitor = Visitor(host);
        await using var stream = await visitor.Follow("/app/live");

        await Probe.Tell(host.Services, Id.New<ActorId>(), "for someone else");
        await Probe.Tell(host.Services, person, "for me");

        (await stream.Next()).Data.ShouldContain("for me");
    }

    [Theory, BothStores]
    public async Task A_reader_from_before_the_database_was_replaced_is_asked_to_load_the_page_anew(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        using var visitor = Visitor(host);

        await using var stream = await visitor.Follow("/app/live", lastEventId: "4711");

        (await stream.Next()).EventType.ShouldBe("reset");
    }

    [Fact]
    public async Task What_was_committed_without_the_standby_is_shown_once_the_standby_has_it()
    {
        await using var server = await KillablePostgreSql.Start();
        await using var host = await Host(A.Host().On(await server.CreateDatabase("shown")));
        using var visitor = Visitor(host);
        await using var stream = await visitor.Follow("/app/live");
        var told = 0;
        Task shown;
        await using (var standby = await AbsentStandby.WaitedForBy(host.Database))
        {
            var telling = Assert.ThrowsAsync<IOException>(async () =>
            {
                // PostgreSQL begins to wait for the standby in its own time.
                while (true)
                {
                    await Probe.Tell(host.Services, person, $"number {++told}.");
                }
            });
            await standby.GiveUpCommitsUntil(telling);
            await telling;
            shown = stream.NextSaying($"number {told}.");

            await Eventually.True(
                "it waits, although it could be read",
                async () =>
                    (
                        await host.Database.Ask(
                            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%pg_logical_emit_message%'"
                        )
                    ).Count > 0
            );
            shown.IsCompleted.ShouldBeFalse();
        }

        await shown;
    }

    [Theory, BothStores]
    public async Task A_write_that_is_refused_tells_nobody(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        await using var scope = Probe.Open(host.Services, out var db);

        var result = await db.WriteAsync(
            () =>
            {
                db.Tell(person, Probe.Kind, "too early");
                return Task.FromResult<Result>(new NotFound("reason"));
            },
            TestContext.Current.CancellationToken
        );

        result.Succeeded.ShouldBeFalse();
        (await host.Database.Ask("SELECT COUNT(*) FROM platform_live_event")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task On_PostgreSQL_a_commit_in_one_process_reaches_a_reader_in_another()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var here = await Host(A.Host().On(database));
        await using var there = await TrunklineProcess.Start(database, startup: typeof(Probe).Assembly);
        using var visitor = Visitor(here);
        await using var stream = await visitor.Follow("/app/live");

        using var elsewhere = there.Visitor();
        var sentence = string.Create(CultureInfo.InvariantCulture, $"/probe/tell?person={person}&sentence=from+afar");
        (await elsewhere.Http.GetAsync(sentence, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        (await stream.Next()).Data.ShouldContain("from afar");
    }

    [Fact]
    public async Task What_a_process_committed_and_did_not_live_to_tell_is_found_by_the_others()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var here = await Host(A.Host().On(database));
        await using var there = await Host(A.Host().On(database).With(services => TellNobody(services)));
        using var visitor = Visitor(here);
        await using var stream = await visitor.Follow("/app/live");

        // From then on the stream itself reads nothing any more.
        await Probe.Tell(here.Services, person, "good morning");
        await stream.NextSaying("good morning");

        await Probe.Tell(there.Services, person, "last words");

        (await stream.NextSaying("last words")).Data.ShouldContain("last words");
    }

    [Fact]
    public async Task Whoever_cannot_listen_any_more_looks()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        var direct = await DirectRole.Create(database);
        await using var there = await Host(A.Host().On(database));
        await using var here = await Host(
            A.Host().On(database).With("Database:DirectConnectionString", direct.ConnectionString)
        );
        using var visitor = Visitor(here);
        await using var stream = await visitor.Follow("/app/live");
        await Probe.Tell(here.Services, person, "good morning");
        await stream.NextSaying("good morning");

        await direct.CutOff();
        await Probe.Tell(there.Services, person, "still here");

        (await stream.NextSaying("still here")).Data.ShouldContain("still here");
    }

    [Theory, BothStores]
    public async Task Everybody_hears_his_own_of_one_commit_on_every_page_that_he_has_open(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        var people = Enumerable.Range(0, 8).Select(_ => Id.New<ActorId>()).ToList();
        var visitors = people.Select(one => Visitor(host, one)).ToList();
        var streams = await Task.WhenAll(visitors.Concat(visitors).Select(one => one.Follow("/app/live")));

        await using (Probe.Open(host.Services, out var db))
        {
            await db.WriteAsync(
                () =>
                {
                    foreach (var (one, index) in people.Select((one, index) => (one, index)))
                        db.Tell(one, Probe.Kind, $"for person {index} alone");
                    return Task.FromResult(Result.Done);
                },
                TestContext.Current.CancellationToken
            );
        }

        foreach (var (stream, index) in streams.Select((stream, index) => (stream, index)))
        {
            (await stream.Next()).Data.ShouldContain($"for person {index % people.Count} alone");
            await stream.DisposeAsync();
        }
        visitors.ForEach(one => one.Dispose());
    }

    [Theory, BothStores]
    public async Task Who_is_told_more_than_is_read_at_once_hears_the_rest_without_another_commit(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        // The share of each is 133 then, and all shares together are less than a page.
        const int Told = 150;
        var people = Enumerable.Range(0, 15).Select(_ => Id.New<ActorId>()).ToList();
        var visitors = people.Select(one => Visitor(host, one)).ToList();
        var streams = await Task.WhenAll(visitors.Select(one => one.Follow("/app/live")));

        await using (Probe.Open(host.Services, out var db))
        {
            await db.WriteAsync(
                () =>
                {
                    foreach (var number in Enumerable.Range(1, Told))
                    foreach (var one in people)
                        db.Tell(one, Probe.Kind, $"sentence {number}.");
                    return Task.FromResult(Result.Done);
                },
                TestContext.Current.CancellationToken
            );
        }

        foreach (var stream in streams)
        {
            for (var number = 1; number <= Told; number++)
                (await stream.Next()).Data.ShouldContain($"sentence {number}.");
            await stream.DisposeAsync();
        }
        visitors.ForEach(one => one.Dispose());
    }

    [Theory, BothStores]
    public async Task However_many_are_told_much_each_has_his_turn_before_anybody_has_a_second(Store store)
    {
        var turns = new ConcurrentQueue<ActorId>();
        await using var host = await Host(
            A.Host().On(store).With(services => services.AddScoped<ILiveRenderer>(_ => new NotedTurns(turns)))
        );
        const int Told = 240;
        var people = Enumerable.Range(0, 30).Select(_ => Id.New<ActorId>()).ToList();
        var visitors = people.Select(one => Visitor(host, one)).ToList();
        var streams = await Task.WhenAll(visitors.Select(one => one.Follow("/app/live")));
        // Whoever has heard twice has caught up and is read for; with the third nothing is left to be read.
        foreach (var word in new[] { "first", "second", "third" })
        {
            await TellAll(word, 1);
            foreach (var stream in streams)
                (await stream.Next()).Data.ShouldContain(word);
        }
        turns.Clear();

        await TellAll("sentence", Told);

        foreach (var stream in streams)
            for (var number = 1; number <= Told; number++)
                (await stream.Next()).Data.ShouldContain("sentence");
        turns.Take(people.Count).ShouldBe(people, ignoreOrder: true);
        foreach (var stream in streams)
            await stream.DisposeAsync();
        visitors.ForEach(one => one.Dispose());

        async Task TellAll(string word, int times)
        {
            await using var scope = Probe.Open(host.Services, out var db);
            await db.WriteAsync(
                () =>
                {
                    foreach (var one in people)
                        for (var time = 0; time < times; time++)
                            db.Tell(one, Probe.Kind, word);
                    return Task.FromResult(Result.Done);
                },
                TestContext.Current.CancellationToken
            );
        }
    }

    /// <summary>Notes whose events are rendered, and shows nothing.</summary>
    private sealed class NotedTurns(ConcurrentQueue<ActorId> turns) : ILiveRenderer
    {
        public IReadOnlyCollection<string> Kinds => [Probe.Kind];

        public Task<IReadOnlyList<string?>> RenderAsync(IReadOnlyList<LiveEvent> told, CancellationToken cancellation)
        {
            turns.Enqueue(told[0].Person);
            return Task.FromResult<IReadOnlyList<string?>>([.. told.Select(_ => (string?)null)]);
        }
    }

    [Theory, BothStores]
    public async Task A_stream_ends_at_once_with_its_person_s_session_and_nobody_else_s_does(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        using var visitor = Visitor(host);
        var bystander = Id.New<ActorId>();
        using var other = Visitor(host, bystander);
        await using var stream = await visitor.Follow("/app/live");
        await using var stays = await other.Follow("/app/live");

        await EndSession(host);

        await stream.Ended();
        await Probe.Tell(host.Services, bystander, "still here");
        (await stays.Next()).Data.ShouldContain("still here");
    }

    [Fact]
    public async Task Whoever_opens_more_pages_than_anybody_has_loses_the_oldest()
    {
        await using var host = await Host(A.Host());
        using var visitor = Visitor(host);
        await using var first = await visitor.Follow("/app/live");
        var others = new List<LiveStream>();

        for (var page = 0; page < OpenStreams.MostOfOnePerson; page++)
            others.Add(await visitor.Follow("/app/live"));

        await first.Ended();
        await Probe.Tell(host.Services, person, "still here");
        (await others[0].Next()).Data.ShouldContain("still here");
        foreach (var stream in others)
            await stream.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_s_last_word_keeps_its_page_from_taking_itself_for_offline()
    {
        await using var host = await Host(A.Host());
        using var visitor = Visitor(host);
        var said = visitor.Http.GetStringAsync("/app/live", TestContext.Current.CancellationToken);
        await Eventually.True("it is open", () => host.Services.GetRequiredService<LiveStreams>().Open == 1);

        await EndSession(host);

        var words = (await said).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        words[0].ShouldContain("retry: ");
        var last = words[1..].ShouldHaveSingleItem();
        last.ShouldContain("event: ping");
        last.ShouldContain("retry: 500");
    }

    [Fact]
    public async Task A_stream_whose_session_ends_while_it_is_being_opened_tells_nothing()
    {
        await using var host = await A.Host()
            .With(services =>
            {
                Probe.AddTo(services);
                services.AddSingleton<KnownOnce.Asked>();
                services.AddScoped<ICaller, KnownOnce>();
            })
            .Start();
        using var visitor = Visitor(host);
        await Probe.Tell(host.Services, person, "for nobody any more");

        using var stream = await visitor.Http.GetAsync("/app/live?after=0", TestContext.Current.CancellationToken);

        stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public void A_reader_that_takes_nothing_is_dropped_and_keeps_what_was_on_its_way()
    {
        using var stream = new OpenStream(Actor.System(Probe.Enterprise), CancellationToken.None);
        stream.CatchUp(10);

        for (var number = 11; number < 1000; number++)
            stream.Hand(number, $"{number}");

        stream.Cursor.ShouldBeNull();
        var taken = new List<long>();
        while (stream.Items.TryRead(out var item))
            taken.Add(item.Number);
        taken.ShouldBe(Enumerable.Range(11, taken.Count).Select(number => (long)number));
        taken.Count.ShouldBeInRange(1, 300);
        stream.Items.Completion.IsCompleted.ShouldBeTrue();
    }

    [Theory, BothStores]
    public async Task What_was_told_goes_after_a_week_however_much_it_is(Store store)
    {
        await using var host = await Host(A.Host().On(store));
        // More than is deleted in one turn.
        for (var commit = 0; commit < 3; commit++)
            await Probe.Tell(host.Services, person, [.. Enumerable.Repeat("old", 1_500)]);
        host.Clock.MoveForward(TimeSpan.FromDays(6));
        await Probe.Tell(host.Services, person, "recent");

        host.Clock.MoveForward(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        await Eventually.True("the old events are gone", async () => await Events(host) <= 1);
        (await Events(host)).ShouldBe(1);
    }

    [Fact]
    public void What_was_handed_over_already_is_not_repeated_and_a_gap_drops_the_reader()
    {
        using var stream = new OpenStream(Actor.System(Probe.Enterprise), CancellationToken.None);
        stream.Hand(1, "not joined yet");
        stream.CatchUp(10);

        stream.Hand(10, "seen");
        stream.Hand(11, "next");
        stream.Hand(11, "next");
        stream.Cursor.ShouldBe(11);
        stream.Hand(13, "after a gap");

        stream.Cursor.ShouldBeNull();
        stream.Items.TryRead(out var only).ShouldBeTrue();
        only.Number.ShouldBe(11);
        stream.Items.TryRead(out _).ShouldBeFalse();
    }

    private async Task EndSession(TrunklineHost host)
    {
        await using var opened = Probe.Open(host.Services, out var db);
        await db.WriteAsync(
            () =>
            {
                db.Wake(LiveStreams.EndOf(person));
                return Task.FromResult(Result.Done);
            },
            TestContext.Current.CancellationToken
        );
    }

    private static async Task<int> Events(TrunklineHost host)
    {
        await using var scope = Probe.Open(host.Services, out var db);
        return await db.Set<LiveEvent>().CountAsync(TestContext.Current.CancellationToken);
    }

    private static void TellNobody(IServiceCollection services) =>
        services.Remove(services.Single(one => one.ImplementationType == typeof(CommitNotifier)));

    private static Task<TrunklineHost> Host(HostPlan plan) =>
        plan.With(services =>
            {
                Probe.AddTo(services);
                services.AddScoped<ICaller, KnownByHeader>();
            })
            .Start();

    private Visitor Visitor(TrunklineHost host) => Visitor(host, person);

    private static Visitor Visitor(TrunklineHost host, ActorId person)
    {
        var visitor = host.Visitor();
        visitor.Http.DefaultRequestHeaders.Add(KnownByHeader.Header, person.ToString());
        return visitor;
    }
}
