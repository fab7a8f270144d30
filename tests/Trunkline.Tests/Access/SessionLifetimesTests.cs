using Trunkline.Access.Sessions;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;

namespace Trunkline.Tests.Access;

public class SessionLifetimesTests
{
    [Theory]
    [InlineData(ActorKind.Account, false, 90 * 24, 30 * 24)]
    [InlineData(ActorKind.Administrator, false, 12, 2)]
    [InlineData(ActorKind.Administrator, true, 90 * 24, 30 * 24)]
    public void A_phone_stays_signed_in_and_an_administrator_s_desk_does_not(
        ActorKind kind,
        bool demo,
        int longest,
        int idle
    )
    {
        var lifetimes = new SessionLifetimes(new DemoSettings(demo, null));

        lifetimes.Longest(kind).ShouldBe(TimeSpan.FromHours(longest));
        lifetimes.Idle(kind).ShouldBe(TimeSpan.FromHours(idle));
    }
}
