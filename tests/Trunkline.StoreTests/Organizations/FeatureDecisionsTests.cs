using Microsoft.Extensions.DependencyInjection;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Settings;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.StoreTests.Organizations;

/// <summary>No decision is older than the last commit, also where another host made it, and nothing is overwritten unseen.</summary>
public sealed class FeatureDecisionsTests
{
    private static readonly FeatureKey Calendar = new("calendar");
    private static readonly Feature Declared = new(Calendar, "Calendar", "Appointments.", []);

    [Theory, BothStores]
    public async Task A_flip_on_one_host_is_the_next_decision_of_the_other(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        await using var here = await Host(database);
        await using var there = await Host(database);
        var place = await Found(here);
        var account = Id.New<ActorId>();

        foreach (var on in new[] { true, false, true, false })
        {
            await Switch(here, place, on ? Switching.Enable : Switching.Disable);

            await using var scope = Within(there, place.Enterprise);
            (await Now(scope)).Decide(account, place.Below, Calendar).ShouldBe(on);
        }
    }

    [Theory, BothStores]
    public async Task A_version_is_one_state_however_many_read_while_it_changes(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        await using var here = await Host(database);
        await using var there = await Host(database);
        var place = await Found(here);
        await using var first = Within(here, place.Enterprise);
        var start = (await Now(first)).Version;
        const int flips = 30;

        var seen = new Dictionary<long, bool>();
        var last = start;
        using var over = new CancellationTokenSource();
        var reading = Task.Run(
            async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    await using var scope = Within(there, place.Enterprise);
                    var view = await Now(scope);
                    view.Version.ShouldBeGreaterThanOrEqualTo(last);
                    last = view.Version;
                    seen[last] = view.IsOn(place.Below, Calendar);
                }
            },
            TestContext.Current.CancellationToken
        );
        var written = new Dictionary<long, bool> { [start] = false };
        for (var flip = 0; flip < flips; flip++)
        {
            await Switch(here, place, flip % 2 == 0 ? Switching.Enable : Switching.Disable);
            await using var scope = Within(here, place.Enterprise);
            written.Add((await Now(scope)).Version, flip % 2 == 0);
        }

        await over.CancelAsync();
        await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        foreach (var (version, on) in seen)
        {
            on.ShouldBe(written[version], $"at version {version}");
        }
    }

    [Theory, BothStores]
    public async Task A_change_that_is_lost_with_its_primary_is_not_taken_for_the_next_one(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        await using var here = await Host(database);
        await using var there = await Host(database);
        var place = await Found(here);
        await using var before = Within(here, place.Enterprise);
        var start = (await Now(before)).Version;
        await Switch(here, place, Switching.Enable);
        await using (var scope = Within(there, place.Enterprise))
        {
            (await Now(scope)).IsOn(place.Below, Calendar).ShouldBeTrue();
        }

        // The standby that takes over never had it.
        await database.Ask("DELETE FROM organizations_feature_edit");
        await database.Ask("DELETE FROM organizations_feature_value");
        await database.Ask($"UPDATE organizations_enterprise SET feature_version = {start}");
        await using (var scope = Within(here, place.Enterprise))
        {
            (await Now(scope)).IsOn(place.Below, Calendar).ShouldBeFalse();
        }

        await Switch(here, place, Switching.PinOff);

        await using var after = Within(there, place.Enterprise);
        (await Now(after)).IsOn(place.Below, Calendar).ShouldBeFalse();
    }

    [Theory, BothStores]
    public async Task Of_two_who_change_the_same_setting_at_once_one_is_told(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        await using var here = await Host(database);
        await using var there = await Host(database);
        var place = await Found(here);
        await Switch(here, place, Switching.Enable);
        await using var scope = Within(here, place.Enterprise);
        var seen = (
            await scope
                .ServiceProvider.GetRequiredService<FeatureSettings>()
                .ReadAsync(place.Root, Calendar, null, Cancellation)
        )
            .Value
            .Version;

        var results = await Task.WhenAll(
            Switch(here, place, Switching.Disable, seen),
            Switch(there, place, Switching.PinOff, seen)
        );

        results.Count(result => result.Succeeded).ShouldBe(1);
        results
            .Single(result => !result.Succeeded)
            .Refusal.ShouldBeOfType<SettingChangedMeanwhile>()
            .Current.Enabled.ShouldBeFalse();
    }

    [Theory, BothStores]
    public async Task What_was_rolled_back_was_never_decided_by(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        await using var host = await Host(database);
        var place = await Found(host);
        await using (var scope = Within(host, place.Enterprise))
        {
            var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
            var refused = await db.WriteAsync(
                async () =>
                {
                    await Switch(scope, place, Switching.Enable);
                    (await Now(scope)).IsOn(place.Below, Calendar).ShouldBeTrue("the transaction sees its own change");
                    return new NotFound("thing");
                },
                Cancellation
            );
            refused.Succeeded.ShouldBeFalse();
            (await Now(scope)).IsOn(place.Below, Calendar).ShouldBeFalse();
        }

        // What was rolled back has left nothing behind.
        await Switch(host, place, Switching.PinOff);
        await using var later = Within(host, place.Enterprise);
        var view = await Now(later);
        view.IsOn(place.Below, Calendar).ShouldBeFalse();
        view.Own(new FeatureNode(place.Root), Calendar).ShouldBe(OwnValue.Off);
    }

    [Theory, BothStores]
    public async Task An_account_s_own_value_is_stored_moves_with_it_and_is_cleared_from_above(Store store)
    {
        await using var database = await TestDatabase.Create(store);
        await using var here = await Host(database);
        await using var there = await Host(database);
        var place = await Found(here);
        var account = Id.New<ActorId>();
        await using (var scope = Within(here, place.Enterprise))
        {
            var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
            var switches = scope.ServiceProvider.GetRequiredService<IAccountSwitches>();
            var wanted = new Dictionary<FeatureKey, Switching> { [Calendar] = Switching.Enable };
            var actor = Actor.System(place.Enterprise);
            await db.WriteAsync(
                async () =>
                {
                    var edits = await switches.SetAsync(
                        actor,
                        Id.New<ChangeId>(),
                        account,
                        place.Below,
                        wanted,
                        Cancellation
                    );
                    edits.Single().After.ShouldBe(OwnValue.On);
                    (
                        await switches.SetAsync(actor, Id.New<ChangeId>(), account, place.Below, wanted, Cancellation)
                    ).ShouldBeEmpty();
                    (
                        await switches.MoveAsync(
                            actor,
                            Id.New<ChangeId>(),
                            account,
                            place.Below,
                            place.Root,
                            Cancellation
                        )
                    ).ShouldBeEmpty();
                    return Result.Done;
                },
                Cancellation
            );
        }

        await using (var scope = Within(there, place.Enterprise))
        {
            var view = await Now(scope);
            view.Decide(account, place.Root, Calendar).ShouldBeTrue();
            view.Decide(Id.New<ActorId>(), place.Root, Calendar).ShouldBeFalse();
        }
        await Switch(there, place, Switching.Disable);
        await using var after = Within(here, place.Enterprise);
        (await Now(after)).Decide(account, place.Root, Calendar).ShouldBeFalse();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<TrunklineHost> Host(TestDatabase database) =>
        A.Host().On(database).With(services => services.AddFeature(Declared)).Start();

    private static AsyncServiceScope Within(TrunklineHost host, EnterpriseId enterprise) =>
        host.Services.GetRequiredService<EnterpriseScopes>().Open(enterprise);

    private static Task<FeatureView> Now(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<IFeatureDecisions>().NowAsync(Cancellation);

    private static async Task<Result<Switched>> Switch(
        TrunklineHost host,
        Place place,
        Switching switching,
        long? expected = null
    )
    {
        await using var scope = Within(host, place.Enterprise);
        return await Switch(scope, place, switching, expected);
    }

    private static Task<Result<Switched>> Switch(
        AsyncServiceScope scope,
        Place place,
        Switching switching,
        long? expected = null
    ) =>
        scope
            .ServiceProvider.GetRequiredService<FeatureSwitch>()
            .RunAsync(
                Actor.System(place.Enterprise),
                place.Root,
                Calendar,
                switching,
                new SwitchTerms(expected),
                Cancellation
            );

    private static async Task<Place> Found(TrunklineHost host)
    {
        await using var scope = host.Scope();
        var setup = scope.ServiceProvider.GetRequiredService<IOrganizationSetup>();
        var made = await scope
            .ServiceProvider.GetRequiredService<TrunklineDb>()
            .WriteAsync<Place>(
                async () =>
                {
                    var founded = await setup.FoundAsync("Bank", Cancellation);
                    var below = await setup.CreateAsync(
                        Actor.System(founded.Enterprise),
                        founded.Root,
                        "Branch",
                        Cancellation
                    );
                    return new Place(founded.Enterprise, founded.Root, below.Value);
                },
                Cancellation
            );
        return made.Value;
    }

    private sealed record Place(EnterpriseId Enterprise, OrganizationId Root, OrganizationId Below);
}
