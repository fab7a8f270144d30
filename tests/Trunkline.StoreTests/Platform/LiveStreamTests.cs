using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform;
using Trunkline.Platform.Http;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

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

        (await stream.Next(TimeSpan.FromSeconds(2))).Data.ShouldContain("from afar");
    }

    private static Task<TrunklineHost> Host(HostPlan plan) =>
        plan.With(services =>
            {
                Probe.AddTo(services);
                services.AddScoped<ICaller, KnownByHeader>();
            })
            .Start();

    private Visitor Visitor(TrunklineHost host)
    {
        var visitor = host.Visitor();
        visitor.Http.DefaultRequestHeaders.Add(KnownByHeader.Header, person.ToString());
        return visitor;
    }
}
