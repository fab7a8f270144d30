namespace Trunkline.Faults.Striking;

/// <summary><c>kill -9</c> at a random moment under load.</summary>
internal static class Kills
{
    public static async Task Server(Strike strike)
    {
        await strike.SomeMoment();
        await strike.Stage.Bank.Server.Kill();
        await strike.Stage.Bank.Server.Start();
    }

    public static async Task OneServer(Strike strike)
    {
        await strike.SomeMoment();
        var servers = strike.Stage.Bank.Servers;
        var victim = servers[strike.Random.Next(servers.Count)];
        await victim.Kill();
        await Task.Delay(TimeSpan.FromMilliseconds(strike.Random.Next(1500)));
        await victim.Start();
    }

    /// <summary>No fault but the weekly update: all servers, one after the other, each with a goodbye.</summary>
    public static async Task RestartAll(Strike strike)
    {
        await strike.Acknowledged(0.1);
        foreach (var server in strike.Stage.Bank.Servers)
        {
            await server.Stop();
            await server.Start();
        }

        if (strike.Traffic.IsCompleted)
        {
            throw new InvalidOperationException("The last server restarted without load, so it proves nothing.");
        }
    }

    public static async Task PostgreSql(Strike strike)
    {
        await strike.SomeMoment();
        await strike.Stage.PostgreSql!.Kill();
        await strike.Stage.PostgreSql.Start();
    }

    public static async Task Gone(Strike strike, TimeSpan away)
    {
        await strike.Acknowledged(0.3);
        await strike.Stage.PostgreSql!.Stop();
        await Task.Delay(away);
        await strike.Stage.PostgreSql.Start();
    }
}
