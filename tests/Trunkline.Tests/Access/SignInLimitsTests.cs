using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Access.Contracts;
using Trunkline.Access.SignIn;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;
using Trunkline.WhatsApp.Simulator.Contracts;

namespace Trunkline.Tests.Access;

/// Each test has a host of its own, since it moves the clock or uses up what a minute allows.
public sealed class SignInLimitsTests
{
    private const string Email = "ops.admin@abcbank.example";

    [Fact]
    public async Task Five_wrong_tries_lock_also_the_right_password_for_a_while()
    {
        await using var host = await A.Host().WithDemo().Start();
        for (var attempt = 0; attempt < 5; attempt++)
            await host.Visitor().SignIn(Email, "not the password");

        (await host.Visitor().SignIn(Email, TrunklineHost.DemoPassword)).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
        host.Clock.MoveForward(TimeSpan.FromMinutes(14));
        (await host.Visitor().SignIn(Email, TrunklineHost.DemoPassword)).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
        host.Clock.MoveForward(TimeSpan.FromMinutes(2));
        (await host.Visitor().SignIn(Email, TrunklineHost.DemoPassword)).Path.ShouldStartWith("/portal/o/");
    }

    [Fact]
    public async Task Tries_at_a_locked_address_do_not_fill_the_record_of_changes()
    {
        await using var host = await A.Host().WithDemo().Start();

        for (var attempt = 0; attempt < 9; attempt++)
            await host.Visitor().SignIn(Email, "not the password");

        (await host.Database.Ask("SELECT COUNT(*) FROM auditing_change WHERE kind = 'session.refused'")).ShouldBe([
            "5",
        ]);
    }

    [Fact]
    public async Task A_right_password_forgives_earlier_wrong_ones()
    {
        await using var host = await A.Host().WithDemo().Start();
        for (var round = 0; round < 2; round++)
        {
            for (var attempt = 0; attempt < 4; attempt++)
                await host.Visitor().SignIn(Email, "not the password");
            (await host.Visitor().SignIn(Email, TrunklineHost.DemoPassword)).Path.ShouldStartWith("/portal/o/");
        }
    }

    [Fact]
    public async Task More_attempts_than_a_person_makes_are_told_to_wait_a_minute()
    {
        await using var host = await A.Host().WithDemo().Start();
        // On a slow machine the first attempts are forgiven again before the last are made.
        var answers = new List<HttpStatusCode>();
        while (answers.Count < 40 && !answers.Contains(HttpStatusCode.TooManyRequests))
            answers.Add((await host.Visitor().SignIn("nobody@abcbank.example", "x")).Status);
        answers.Count.ShouldBeGreaterThan(10);
        answers[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        // Somebody else is not held up by that.
        (await host.Visitor().SignIn(Email, TrunklineHost.DemoPassword)).Path.ShouldStartWith("/portal/o/");
        host.Clock.MoveForward(TimeSpan.FromMinutes(1));
        (await host.Visitor().SignIn("nobody@abcbank.example", "x")).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
    }

    [Fact]
    public void Many_addresses_tried_from_one_place_are_slowed_down()
    {
        var clock = new MovableTimeProvider();
        var pace = new SignInPace(clock);
        var place = IPAddress.Parse("192.0.2.1");
        for (var attempt = 0; attempt < 60; attempt++)
            pace.Admits(place, $"person {attempt}").ShouldBeTrue();
        pace.Admits(place, "one more").ShouldBeFalse();
        pace.Admits(IPAddress.Parse("192.0.2.2"), "somebody elsewhere").ShouldBeTrue();
        clock.MoveForward(TimeSpan.FromMinutes(1));
        pace.Admits(place, "one more").ShouldBeTrue();
    }

    [Fact]
    public void A_network_of_IPv6_is_one_place_and_an_address_of_IPv4_is_one_however_it_is_written()
    {
        var pace = new SignInPace(new MovableTimeProvider());
        for (var attempt = 0; attempt < 60; attempt++)
        {
            pace.Admits(IPAddress.Parse($"2001:db8:1:2::{attempt:x}"), $"person {attempt}").ShouldBeTrue();
            pace.Admits(IPAddress.Parse("192.0.2.1"), $"another {attempt}").ShouldBeTrue();
        }

        pace.Admits(IPAddress.Parse("2001:db8:1:ff:ffff::1"), "one more").ShouldBeFalse();
        pace.Admits(IPAddress.Parse("2001:db8:1:100::1"), "a neighbour").ShouldBeTrue();
        pace.Admits(IPAddress.Parse("::ffff:192.0.2.1"), "one more").ShouldBeFalse();
    }

    [Fact]
    public async Task Whose_password_cannot_be_checked_soon_is_told_to_wait_and_has_tried_nothing()
    {
        await using var host = await A.Host().WithDemo().Start();
        var checking = ((PasswordSignIn)host.Services.GetRequiredService<ISignIn>()).Checking;
        var others = new List<Task<RateLimitLease>>();
        do others.Add(checking.AcquireAsync(1, TestContext.Current.CancellationToken).AsTask());
        while (!others[^1].IsCompleted || (await others[^1]).IsAcquired);

        for (var attempt = 0; attempt < 2 * SignInPace.MostForOneEmail; attempt++)
            (await host.Visitor().SignIn(Email, TrunklineHost.DemoPassword)).Status.ShouldBe(
                HttpStatusCode.TooManyRequests
            );
        foreach (var other in others)
            (await other).Dispose();

        (await host.Visitor().SignIn(Email, TrunklineHost.DemoPassword)).Path.ShouldStartWith("/portal/o/");
    }

    [Fact]
    public async Task Failures_of_addresses_that_nobody_has_are_forgotten_when_they_say_nothing_more()
    {
        await using var host = await A.Host().WithDemo().Start();
        for (var attempt = 0; attempt < 3; attempt++)
            await host.Visitor().SignIn($"nobody.{attempt}@abcbank.example", "x");
        host.Clock.MoveForward(TimeSpan.FromHours(2));

        await host.Visitor().SignIn("somebody.else@abcbank.example", "x");

        (await host.Database.Ask("SELECT COUNT(*) FROM access_sign_in_tally")).ShouldBe(["1"]);
    }

    [Fact]
    public void What_a_place_that_is_slowed_down_still_tries_is_not_remembered()
    {
        var clock = new MovableTimeProvider();
        var pace = new SignInPace(clock);
        var place = IPAddress.Parse("192.0.2.1");

        for (var attempt = 0; attempt < 10_000; attempt++)
            pace.Admits(place, $"person {attempt}");

        pace.Remembered.ShouldBe(61);
        clock.MoveForward(TimeSpan.FromMinutes(1));
        pace.Admits(IPAddress.Parse("192.0.2.2"), "somebody elsewhere");
        pace.Remembered.ShouldBe(2);
    }

    [Fact]
    public void Attempts_that_succeed_do_not_count()
    {
        var pace = new SignInPace(new MovableTimeProvider());
        var place = IPAddress.Parse("192.0.2.1");
        for (var attempt = 0; attempt < 200; attempt++)
        {
            pace.Admits(place, "the office").ShouldBeTrue();
            pace.TakeBack(place, "the office");
        }
    }
}
