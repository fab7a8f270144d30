using Trunkline.Faults.Checks;
using Trunkline.Faults.Striking;
using Trunkline.Faults.Traffic;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Faults;

/// <summary>The world of one scenario: database, servers, WhatsApp, senders, readers, and the journal of what was promised.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly int seed;
    private readonly Meta meta;
    private readonly Employee employee;
    private readonly List<Reader> readers;
    private readonly IAsyncDisposable database;
    private readonly LoadBalancer? balancer;
    private readonly TimeSpan patience;

    private Stage(
        int seed,
        RealBank bank,
        Entrances entrances,
        LoadBalancer? balancer,
        KillablePostgreSql? postgreSql,
        PatroniCluster? cluster,
        IAsyncDisposable database,
        Journal journal,
        AppSession cy,
        List<Reader> readers,
        TimeSpan patience
    )
    {
        this.seed = seed;
        this.patience = patience;
        this.database = database;
        this.readers = readers;
        this.balancer = balancer;
        (Bank, PostgreSql, Cluster, Journal) = (bank, postgreSql, cluster, journal);
        meta = new Meta(entrances, journal, seed);
        employee = new Employee(entrances, cy, journal);
        Promises = new Promises(bank, journal, readers, patience);
    }

    public RealBank Bank { get; }

    public KillablePostgreSql? PostgreSql { get; }

    /// <summary>Instead of one PostgreSQL, where the scenario asks for it.</summary>
    public PatroniCluster? Cluster { get; }

    public Journal Journal { get; }

    public Promises Promises { get; }

    public static async Task<Stage> Open(
        Scenario scenario,
        int seed,
        TimeSpan patience,
        string? below = null,
        IReadOnlyDictionary<string, string?>? settings = null
    )
    {
        KillablePostgreSql? postgreSql = null;
        PatroniCluster? cluster = null;
        TestDatabase database;
        if (scenario.OnCluster)
        {
            cluster = await PatroniCluster.Start();
            database = await cluster.CreateDatabase("faults");
        }
        else if (scenario.Store is Store.PostgreSql)
        {
            postgreSql = await KillablePostgreSql.Start(below, scenario.ListensAt);
            database = await postgreSql.CreateDatabase("faults");
        }
        else
        {
            database = below is null
                ? await TestDatabase.Create(Store.Sqlite)
                : TestDatabase.At(Store.Sqlite, $"Data Source={Path.Combine(below, "trunkline.db")}");
        }

        var bank = await RealBank.Start(database, scenario.Servers, Impatient(settings), typeof(Stage).Assembly);
        var balancer = scenario.Balanced ? await LoadBalancer.Before(bank.Servers) : null;
        var entrances = balancer is null
            ? new Entrances([.. bank.Servers.Select(server => server.Address)])
            : new Entrances(balancer.Address);
        await new Stored(database).PutAtFrontDesk(DemoPerson.Ana, DemoNumbers.WhatsAppNorth.PhoneNumberId);
        var readers = new List<Reader>();
        foreach (var person in new[] { DemoPerson.Cy, DemoPerson.Ana, DemoPerson.Bo })
        {
            readers.Add(new Reader(entrances, person, await bank.SignIn(person)));
        }

        await Task.WhenAll(readers.Select(reader => reader.Start()));
        // WhatsApp tells several things at once when there is much to tell.
        await bank.Simulator.Behave(new { updatesPerDelivery = 20, batchFor = TimeSpan.FromMilliseconds(20) });
        if (scenario.AnswersAfter > TimeSpan.Zero)
        {
            await bank.Simulator.Fault(new { kind = "slowAnswer", delaySeconds = scenario.AnswersAfter.TotalSeconds });
        }

        var journal = new Journal(Path.Combine(Path.GetTempPath(), $"trunkline-faults-{seed}.journal"));
        var cy = await bank.SignIn(DemoPerson.Cy);
        return new Stage(
            seed,
            bank,
            entrances,
            balancer,
            postgreSql,
            cluster,
            (IAsyncDisposable?)cluster ?? (IAsyncDisposable?)postgreSql ?? database,
            journal,
            cy,
            readers,
            patience
        );
    }

    /// <summary>So many customers write once and nothing goes wrong: conversations come to be, to which the employee can write.</summary>
    public Task<IReadOnlyList<string>> Greet(int customers) =>
        Round(0, Script.Greetings(seed, customers, Now()), 0, _ => Task.CompletedTask);

    /// <summary>One stretch of traffic with a fault in it, and then every promise. Answers what did not hold.</summary>
    public Task<IReadOnlyList<string>> Round(int round, int messages, int sends, Func<Strike, Task> strike) =>
        Round(round, Script.Of(seed, round, messages, Now()), sends, strike);

    /// <summary>What can only be asked when nothing goes on any more.</summary>
    public async Task<IReadOnlyList<string>> InTheEnd()
    {
        await employee.ReadAll(Promises.ConversationsOf(DemoPerson.Cy));
        return
        [
            .. await Promises.NothingLostInAll(Name),
            .. await Promises.OneCustomerEach(),
            .. await Promises.ChangesFound(),
            .. await Promises.StreamsComplete(Journal.Messages),
            .. await Promises.UnreadUntilRead(DemoPerson.Cy),
            .. await Promises.KeptTwiceAgrees(),
        ];
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private async Task<IReadOnlyList<string>> Round(
        int round,
        IReadOnlyList<Saying> script,
        int sends,
        Func<Strike, Task> strike
    )
    {
        var name = Script.NameOf(seed, round);
        var before = Journal.Acknowledged;
        await GivePhones(round);
        using var ending = new CancellationTokenSource();
        var traffic = Traffic(round, script, sends, ending.Token);
        var striking = strike(new Strike(this, round, new Random(seed + round), script.Count, before, traffic));
        await GoneThrough(striking, traffic, ending);
        var said = Journal.Messages.Skip(before).ToList();
        return
        [
            .. await Promises.NothingStuck(),
            .. await Promises.MessagesOnceInOrder($"wamid.{name}c", said),
            .. await Promises.CustomersFollowed(),
            .. await Promises.StreamsComplete(said),
            .. (await Promises.SendsOnce(settled: false)).Problems,
        ];
    }

    private Task Traffic(int round, IReadOnlyList<Saying> script, int sends, CancellationToken cancellation)
    {
        var posting = meta.Post(script, cancellation);
        if (Known() is not { Count: > 0 } known)
        {
            return posting;
        }

        var traffic = Task.WhenAll(posting, employee.Write(known, Script.NameOf(seed, round), sends, cancellation));
        return Task.WhenAll(traffic, employee.Read(known, traffic, cancellation));
    }

    // How the names of all messages of this run begin.
    private string Name => $"F{seed}r";

    public async ValueTask DisposeAsync()
    {
        meta.Dispose();
        employee.Dispose();
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }

        if (balancer is not null)
        {
            await balancer.DisposeAsync();
        }

        await Bank.DisposeAsync();
        await database.DisposeAsync();
        Journal.Dispose();
    }

    // A server that refuses for ever is a finding, not a reason to wait for ever.
    private async Task GoneThrough(Task striking, Task traffic, CancellationTokenSource ending)
    {
        var open = new List<Task> { striking, traffic };
        while (open.Count > 0)
        {
            var before = Journal.Acknowledged + Journal.Sends.Count;
            var next = await Task.WhenAny([.. open, Task.Delay(patience, CancellationToken.None)]);
            if (open.Remove(next))
            {
                if (next.IsFaulted)
                {
                    await ending.CancelAsync();
                }
            }
            else if (Journal.Acknowledged + Journal.Sends.Count == before)
            {
                await ending.CancelAsync();
                throw new TimeoutException($"Nothing was acknowledged for {patience.TotalSeconds:0} s.");
            }
        }

        await striking;
        await traffic;
    }

    // A process that lives for seconds gains nothing from watching itself.
    private static Dictionary<string, string?> Impatient(IReadOnlyDictionary<string, string?>? settings) =>
        new(settings ?? new Dictionary<string, string?>()) { ["DOTNET_TieredPGO"] = "0" };

    // Those with which customers go on in this round; the earlier ones hold what came to them.
    private async Task GivePhones(int round)
    {
        foreach (var writer in ToEurope().Where(writer => round == 0 || writer.MovesIn(round)))
        {
            var names = writer.After(writer.MovesUntil(round));
            await Bank.Simulator.AddCustomer(names.Phone, writer.BusinessNumber, names.UserId);
        }
    }

    private static IEnumerable<Writer> ToEurope() =>
        Enumerable
            .Range(0, Script.Customers)
            .Select(Writer.Of)
            .Where(writer => writer.BusinessNumber == DemoNumbers.Europe.PhoneNumberId);

    private IReadOnlyList<(string, Writer)> Known() =>
        [
            .. ToEurope()
                .Where(writer => Promises.Conversations.ContainsKey(writer.Number))
                .Select(writer => (Promises.Conversations[writer.Number], writer)),
        ];
}
