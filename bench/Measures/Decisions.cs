using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Trunkline.Bench.Measuring;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Platform;

namespace Trunkline.Bench.Measures;

/// <summary>
/// The effective value of a feature for an account: 10,000 organizations on six levels, 1,000,000 accounts. Against a bare
/// walk over arrays, and against Microsoft.FeatureManagement with that same walk as its filter.
/// </summary>
internal sealed class Decisions : IMeasure
{
    private const int Organizations = 10_000;
    private const int Accounts = 1_000_000;
    private const int Levels = 6;
    private const int Decided = 2_000_000;
    private const string Feature = "whatsapp-messaging";

    public string Name => "decisions";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        var tree = Tree.Make();
        var values = tree.Values();
        await using var peer = Peer.Of(tree);
        var (walk, ours, theirs) = (new List<double>(), new List<double>(), new List<double>());
        var allocated = 0.0;
        for (var round = 0; round <= plan.Rounds; round++)
        {
            var (walked, onByWalk) = Time(tree.Asked, asked => tree.Walk(asked.Index));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (decided, onByUs) = Time(tree.Asked, asked => values.Decide(asked.Account, asked.Home));
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            allocated = Math.Max(allocated, (double)bytes / Decided);
            var (asked, onByPeer) = await peer.Time();
            if (onByWalk != onByUs || onByPeer != onByWalk)
            {
                throw new InvalidOperationException($"They disagree: {onByWalk}, {onByUs}, {onByPeer} are on");
            }

            if (round > 0)
            {
                walk.Add(walked);
                ours.Add(decided);
                theirs.Add(asked);
            }
        }

        var figures = Figures.Of("ns", ours);
        var bare = Figures.Of("ns", walk);
        var package = Figures.Of("ns", theirs);
        yield return new(
            "feature decision",
            figures,
            bare,
            "bare array walk",
            figures.Median / bare.Median,
            Bar.AtMost(3)
        );
        yield return new(
            "feature decision, allocated",
            Figures.Of("bytes", allocated),
            null,
            // The clock and the delegate of the loop itself are a few hundred bytes, whatever the number of decisions.
            "nothing but the loop's own",
            allocated,
            Bar.AtMost(0.01)
        );
        yield return new(
            "feature decision",
            figures,
            package,
            "Microsoft.FeatureManagement, same tree",
            figures.Median / package.Median,
            Bar.AtMost(1)
        );
    }

    // Accounts come in no order, as they do from the network.
    private static int Next(int index) => (int)((index * 7_368_787L) % Accounts);

    private static (double Nanoseconds, int On) Time(Asked[] questions, Func<Asked, bool> decide)
    {
        var on = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var question in questions)
        {
            if (decide(question))
            {
                on++;
            }
        }

        return (Stopwatch.GetElapsedTime(started).TotalNanoseconds / questions.Length, on);
    }

    /// <summary>Who asks has the names at hand: what fetching them costs belongs to neither side.</summary>
    private readonly record struct Asked(int Index, ActorId Account, OrganizationId Home);

    private sealed class Tree
    {
        private readonly OrganizationId[] ids = new OrganizationId[Organizations];
        private readonly int[] parents = new int[Organizations];
        private readonly sbyte[] own = new sbyte[Organizations];
        private readonly int[] home = new int[Accounts];
        private readonly sbyte[] ownOfAccount = new sbyte[Accounts];

        private readonly ActorId[] names = new ActorId[Accounts];
        private readonly OrganizationId[] homes = new OrganizationId[Accounts];

        public Asked[] Asked { get; private set; } = [];

        public static Tree Make()
        {
            var random = new Random(1);
            var tree = new Tree();
            var levels = new int[Organizations];
            for (var index = 0; index < Organizations; index++)
            {
                tree.ids[index] = new(Guid.CreateVersion7());
                var parent = index == 0 ? -1 : random.Next(index);
                while (parent >= 0 && levels[parent] == Levels - 1)
                {
                    parent = random.Next(index);
                }

                tree.parents[index] = parent;
                levels[index] = parent < 0 ? 0 : levels[parent] + 1;
                tree.own[index] = Own(random, 50);
            }

            for (var index = 0; index < Accounts; index++)
            {
                tree.names[index] = new(Guid.CreateVersion7());
                tree.home[index] = random.Next(Organizations);
                tree.homes[index] = tree.ids[tree.home[index]];
                tree.ownOfAccount[index] = Own(random, 100);
            }

            tree.Asked =
            [
                .. Enumerable
                    .Range(0, Decided)
                    .Select(Next)
                    .Select(index => new Asked(index, tree.names[index], tree.homes[index])),
            ];
            return tree;
        }

        /// <summary>The least that anybody could do who has numbers in place of names.</summary>
        public bool Walk(int account)
        {
            if (ownOfAccount[account] != 0)
            {
                return ownOfAccount[account] > 0;
            }

            for (var at = home[account]; at >= 0; at = parents[at])
            {
                if (own[at] != 0)
                {
                    return own[at] > 0;
                }
            }

            return false;
        }

        public FeatureValues Values() =>
            FeatureValues.Of(
                new FeatureKey(Feature),
                OrganizationTree.Of(
                    ids.Select(
                        (id, index) =>
                            new OrganizationRow(id, parents[index] < 0 ? null : ids[parents[index]], $"{index}")
                    )
                ),
                [
                    .. ids.Select((id, index) => (new FeatureNode(id), Value(own[index]))),
                    .. Enumerable
                        .Range(0, Accounts)
                        .Where(index => ownOfAccount[index] != 0)
                        .Select(index => (new FeatureNode(homes[index], names[index]), Value(ownOfAccount[index]))),
                ]
            );

        private static sbyte Own(Random random, int oneIn) =>
            random.Next(oneIn) == 0 ? (sbyte)(random.Next(2) == 0 ? 1 : -1) : (sbyte)0;

        private static OwnValue Value(sbyte own) =>
            own switch
            {
                0 => OwnValue.Inherit,
                > 0 => OwnValue.On,
                _ => OwnValue.Off,
            };
    }

    /// <summary>A filter of that package, as its users write one for a context of their own.</summary>
    private sealed class Peer(ServiceProvider services) : IAsyncDisposable
    {
        private const int Fewer = 10;

        public static Peer Of(Tree tree)
        {
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?> { [$"FeatureManagement:{Feature}:EnabledFor:0:Name"] = "InTree" }
                )
                .Build();
            var services = new ServiceCollection();
            services.AddSingleton<IConfiguration>(configuration);
            services.AddSingleton(tree);
            services.AddFeatureManagement().AddFeatureFilter<InTree>();
            return new(services.BuildServiceProvider());
        }

        /// <summary>A tenth of the decisions, counted for the whole.</summary>
        public async Task<(double Nanoseconds, int On)> Time()
        {
            var manager = services.GetRequiredService<IFeatureManager>();
            var tree = services.GetRequiredService<Tree>();
            var started = Stopwatch.GetTimestamp();
            for (var index = 0; index < Decided / Fewer; index++)
            {
                var account = new Asking(Next(index));
                if (await manager.IsEnabledAsync(Feature, account) != tree.Walk(account.Account))
                {
                    throw new InvalidOperationException(
                        "The package decided otherwise than the tree that it was given"
                    );
                }
            }

            var elapsed = Stopwatch.GetElapsedTime(started).TotalNanoseconds / (Decided / Fewer);
            var on = 0;
            for (var index = 0; index < Decided; index++)
            {
                on += tree.Walk(Next(index)) ? 1 : 0;
            }

            return (elapsed, on);
        }

        public ValueTask DisposeAsync() => services.DisposeAsync();

        private sealed record Asking(int Account);

        [FilterAlias("InTree")]
        private sealed class InTree(Tree tree) : IContextualFeatureFilter<Asking>
        {
            public Task<bool> EvaluateAsync(FeatureFilterEvaluationContext context, Asking appContext) =>
                Task.FromResult(tree.Walk(appContext.Account));
        }
    }
}
