using FsCheck;
using FsCheck.Fluent;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Platform;

namespace Trunkline.Tests.Organizations.Features;

internal enum Verb
{
    Enable,
    Disable,
    UseInherited,
    PinOff,
    IncludeBelow,
    Move,
    Create,
    Remove,
    MoveAccount,
}

/// One operation on whatever stands at these places of the tree at that moment.
internal readonly record struct Operation(Verb Verb, bool OnAccount, int At, int To, bool OtherFeature)
{
    public override string ToString() =>
        $"{Verb} {(OnAccount ? "account" : "organization")} {At} (to {To}){(OtherFeature ? " of the other feature" : "")}";
}

/// A tree (each organization names an earlier one as its parent), the homes of some accounts, and what happens to them.
internal sealed record Story(IReadOnlyList<int> Parents, IReadOnlyList<int> Homes, IReadOnlyList<Operation> Operations)
{
    public static readonly FeatureKey Messaging = new("messaging");
    public static readonly FeatureKey Calling = new("calling");

    public static Arbitrary<Story> Any { get; } = Arb.From(Generate(), Shrink);

    public World Begin()
    {
        var ids = Parents.Select((_, number) => OrganizationNumber(number)).Prepend(OrganizationNumber(-1)).ToList();
        var rows = ids.Select(
            (id, number) =>
                new OrganizationRow(
                    id,
                    number == 0 ? null : ids[Parents[number - 1] % number],
                    $"Organization {number}"
                )
        );
        var homes = Homes.Select((home, number) => (Account: AccountNumber(number), Home: ids[home % ids.Count]));
        return new World(
            FeatureTree.Of(OrganizationTree.Of(rows), []),
            homes.ToDictionary(pair => pair.Account, pair => pair.Home),
            ids.Count
        );
    }

    public static OrganizationId OrganizationNumber(int number) => new(new Guid(number + 2, 1, 0, new byte[8]));

    public static ActorId AccountNumber(int number) => new(new Guid(number + 1, 2, 0, new byte[8]));

    public override string ToString() =>
        $"parents [{string.Join(' ', Parents)}], homes [{string.Join(' ', Homes)}]:\n  {string.Join("\n  ", Operations)}";

    private static Gen<Story> Generate() =>
        from organizations in Gen.Choose(0, 7)
        from parents in Gen.ArrayOf(Gen.Choose(0, 7), organizations)
        from accounts in Gen.Choose(0, 5)
        from homes in Gen.ArrayOf(Gen.Choose(0, 7), accounts)
        from count in Gen.Choose(1, 12)
        from operations in Gen.ArrayOf(Operation(), count)
        select new Story(parents, homes, operations);

    private static Gen<Operation> Operation() =>
        from verb in Gen.Frequency(
            (6, Gen.Constant(Verb.Enable)),
            (5, Gen.Constant(Verb.Disable)),
            (2, Gen.Constant(Verb.UseInherited)),
            (2, Gen.Constant(Verb.PinOff)),
            (1, Gen.Constant(Verb.IncludeBelow)),
            (3, Gen.Constant(Verb.Move)),
            (1, Gen.Constant(Verb.Create)),
            (1, Gen.Constant(Verb.Remove)),
            (2, Gen.Constant(Verb.MoveAccount))
        )
        from onAccount in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
        from at in Gen.Choose(0, 9)
        from to in Gen.Choose(0, 9)
        from other in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Operation(verb, onAccount, at, to, other);

    private static IEnumerable<Story> Shrink(Story story) =>
        Enumerable
            .Range(0, story.Operations.Count)
            .Select(skipped =>
                story with
                {
                    Operations = [.. story.Operations.Where((_, number) => number != skipped)],
                }
            )
            .Concat(story.Parents.Count == 0 ? [] : [story with { Parents = [.. story.Parents.SkipLast(1)] }])
            .Concat(story.Homes.Count == 0 ? [] : [story with { Homes = [.. story.Homes.SkipLast(1)] }]);
}

/// A tree with the people in it, most of whom store nothing: the engine is not told about those.
internal sealed record World(FeatureTree Tree, IReadOnlyDictionary<ActorId, OrganizationId> Homes, int Created)
{
    public static readonly FeatureKey[] Features = [Story.Messaging, Story.Calling];

    public IEnumerable<FeatureNode> Organizations => Tree.Organizations.Rows.Select(row => new FeatureNode(row.Id));

    public IEnumerable<FeatureNode> Accounts => Homes.Select(home => new FeatureNode(home.Value, home.Key));

    public IEnumerable<FeatureNode> Everything => Organizations.Concat(Accounts);

    public FeatureNode At(Operation operation) =>
        operation.OnAccount && Homes.Count > 0
            ? Accounts.ElementAt(operation.At % Homes.Count)
            : Organizations.ElementAt(operation.At % Tree.Organizations.Count);

    /// Null when the operation makes no sense here, such as moving an organization below itself.
    public World? After(Operation operation)
    {
        var at = At(operation);
        var to = Tree.Organizations[operation.To % Tree.Organizations.Count].Id;
        var feature = operation.OtherFeature ? Story.Calling : Story.Messaging;
        World? Changed(Func<FeatureValues, FeatureNode, FeatureValues> rule) =>
            this with
            {
                Tree = Tree.With(rule(Tree[feature], at)),
            };
        return operation.Verb switch
        {
            Verb.Enable => Changed(FeatureRules.Enable),
            Verb.Disable => Changed(FeatureRules.Disable),
            Verb.UseInherited => Changed(FeatureRules.UseInherited),
            Verb.PinOff => Changed(FeatureRules.PinOff),
            Verb.IncludeBelow => Changed(FeatureRules.IncludeBelow),
            Verb.Move
                when !at.IsAccount
                    && Tree.Organizations[0].Id != at.Organization
                    && !Tree.Organizations.IsWithin(to, at.Organization) => this with
            {
                Tree = Tree.Moved(at.Organization, to),
            },
            Verb.Create => this with
            {
                Tree = Tree.Created(
                    new OrganizationRow(Story.OrganizationNumber(Created), to, $"Organization {Created}")
                ),
                Created = Created + 1,
            },
            Verb.Remove
                when Tree.Organizations.Subtree(at.Organization).Length == 1
                    && Tree.Organizations.Count > 1
                    && !Homes.Values.Contains(at.Organization) => this with
            {
                Tree = Tree.Removed(at.Organization),
            },
            Verb.MoveAccount when at.IsAccount => this with
            {
                Tree = Tree.AccountMoved(at.Account!.Value, to),
                Homes = Homes.ToDictionary(home => home.Key, home => home.Key == at.Account ? to : home.Value),
            },
            _ => null,
        };
    }

    /// The definition of "effective", word by word, without the engine's precomputation.
    public bool IsOn(FeatureKey feature, FeatureNode node) =>
        Tree[feature].Own(node) switch
        {
            OwnValue.On => true,
            OwnValue.Off => false,
            _ => Above(node) is { } above && IsOn(feature, above),
        };

    public FeatureNode? Above(FeatureNode node) =>
        node.IsAccount ? new FeatureNode(node.Organization)
        : Tree.Organizations[Tree.Organizations.Position(node.Organization)].Parent is { } parent
            ? new FeatureNode(parent)
        : null;

    public bool IsBelow(FeatureNode node, FeatureNode top)
    {
        for (var above = Above(node); above is { } current; above = Above(current))
        {
            if (current == top)
            {
                return true;
            }
        }
        return false;
    }

    /// Whether a node between these two, or the lower one itself, stores an Off.
    public bool IsShutBetween(FeatureKey feature, FeatureNode node, FeatureNode top)
    {
        for (FeatureNode? current = node; current is { } here && here != top; current = Above(here))
        {
            if (Tree[feature].Own(here) == OwnValue.Off)
            {
                return true;
            }
        }
        return false;
    }
}
