using Trunkline.Faults.Striking;
using Trunkline.TestKit.Databases;

namespace Trunkline.Faults;

/// <summary>Everything that goes wrong, as a table of contents.</summary>
internal static class Scenarios
{
    public static Scenario ServerKilled(Store store) => new("server killed", store, 1, Kills.Server);

    public static Scenario OneOfThreeKilled { get; } =
        new("one of three servers killed", Store.PostgreSql, 3, Kills.OneServer);

    public static Scenario AllRestarted { get; } =
        new("all three servers restarted, one after the other", Store.PostgreSql, 3, Kills.RestartAll)
        {
            Balanced = true,
            // So many that the last server still restarts under load.
            Fewest = 12_000,
            Settings = LoadBalancer.Settings,
            Missing = LoadBalancer.Missing,
        };

    public static Scenario MachineLost { get; } =
        new("a server's machine gone without a word", Store.PostgreSql, 2, LostMachine.Vanish)
        {
            On = LostMachine.GiveAddress,
            ListensAt = LostMachine.Address,
            // So many that the server has a number again and much to do when it goes.
            Fewest = 60_000,
            Missing = LostMachine.Missing,
        };

    public static Scenario PostgreSqlKilled { get; } = new("PostgreSQL killed", Store.PostgreSql, 2, Kills.PostgreSql);

    public static Scenario PrimaryLost { get; } =
        new("primary lost under Patroni", Store.PostgreSql, 2, Failover.LosePrimary)
        {
            Strikes = 6,
            OnCluster = true,
            Missing = PatroniCluster.Missing,
        };

    public static Scenario PostgreSqlGone(TimeSpan away) =>
        new($"PostgreSQL gone for {away.TotalSeconds:0} s", Store.PostgreSql, 2, strike => Kills.Gone(strike, away));

    public static Scenario DiskFull(Store store) =>
        new("disk full", store, 1, SmallDisk.Fill)
        {
            On = SmallDisk.Mount,
            Missing = SmallDisk.Missing,
            // PostgreSQL has files in reserve; it takes some megabytes until it needs a new one.
            Fewest = 4000,
            // Whatever is refused is refused for want of room, and not for what waits.
            Settings = LoadBalancer.Settings,
        };

    public static Scenario ClockSet(Store store) =>
        new("clock set back and forth", store, 1, FalseClock.Jump) { Strikes = 6, Settings = FalseClock.Settings };

    public static Scenario GraphInTrouble(Store store) =>
        new("Graph API slow, refusing, HTML, cut off", store, 1, GraphTrouble.Make)
        {
            Sends = 80,
            AnswersAfter = TimeSpan.Zero,
        };
}
