using FsCheck;
using FsCheck.Fluent;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;

namespace Trunkline.Tests.Organizations.Features;

/// The promises of the state model over random trees, accounts and sequences of operations.
public sealed class FeatureRulesTests
{
    [Fact]
    public void The_engine_decides_as_the_definition_says() =>
        AtEveryStep(
            (before, _, after) =>
            {
                foreach (var feature in World.Features)
                {
                    foreach (var node in after.Everything)
                    {
                        after.Tree[feature].IsOn(node).ShouldBe(after.IsOn(feature, node));
                        after.Tree.Explain(feature, node).On.ShouldBe(after.IsOn(feature, node));
                    }
                    foreach (var account in after.Accounts)
                    {
                        after
                            .Tree.Decide(account.Account!.Value, account.Organization, feature)
                            .ShouldBe(after.IsOn(feature, account));
                    }
                }
            }
        );

    [Fact]
    public void After_disabling_nothing_at_or_below_is_on_and_every_own_off_survives() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                if (operation.Verb == Verb.Disable)
                {
                    var (feature, at) = (FeatureOf(operation), before.At(operation));
                    after.IsOn(feature, at).ShouldBeFalse();
                    after
                        .Everything.Where(node => after.IsBelow(node, at))
                        .Where(node => after.IsOn(feature, node))
                        .ShouldBeEmpty();
                    OffSurvives(before, after, feature, at);
                }
            }
        );

    [Fact]
    public void After_enabling_everything_without_an_off_on_its_way_is_on_and_every_own_off_survives() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                if (operation.Verb == Verb.Enable)
                {
                    var (feature, at) = (FeatureOf(operation), before.At(operation));
                    after.IsOn(feature, at).ShouldBeTrue();
                    after
                        .Everything.Where(node => after.IsBelow(node, at) && !after.IsShutBetween(feature, node, at))
                        .Where(node => !after.IsOn(feature, node))
                        .ShouldBeEmpty();
                    OffSurvives(before, after, feature, at);
                }
            }
        );

    [Fact]
    public void Pinning_off_holds_whatever_happens_above_and_leaves_no_on_below_where_it_took_it_away() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                if (operation.Verb == Verb.PinOff)
                {
                    var (feature, at) = (FeatureOf(operation), before.At(operation));
                    after.Tree[feature].Own(at).ShouldBe(OwnValue.Off);
                    OffSurvives(before, after, feature, at);
                    if (before.IsOn(feature, at))
                    {
                        after
                            .Everything.Where(node => after.IsBelow(node, at))
                            .Where(node => after.IsOn(feature, node))
                            .ShouldBeEmpty();
                    }
                    var top = after.Organizations.First();
                    if (at != top)
                    {
                        after.Tree[feature].Enable(top).IsOn(at).ShouldBeFalse();
                    }
                }
            }
        );

    [Fact]
    public void What_was_cleared_may_be_switched_on_again_below() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                if (operation.Verb == Verb.Disable)
                {
                    var (feature, at) = (FeatureOf(operation), before.At(operation));
                    foreach (var node in after.Everything.Where(node => after.IsBelow(node, at)))
                    {
                        var again = after.Tree[feature].Enable(node);
                        again.IsOn(node).ShouldBeTrue();
                        again.IsOn(at).ShouldBeFalse();
                    }
                }
            }
        );

    [Fact]
    public void No_stored_on_is_without_effect_of_its_own() =>
        AtEveryStep(
            (_, _, after) =>
            {
                foreach (var feature in World.Features)
                {
                    after
                        .Everything.Where(node =>
                            after.Tree[feature].Own(node) == OwnValue.On
                            && after.Above(node) is { } above
                            && after.IsOn(feature, above)
                        )
                        .ShouldBeEmpty();
                }
            }
        );

    [Fact]
    public void The_label_inherited_is_shown_exactly_where_it_is_on_and_what_is_above_is_on() =>
        AtEveryStep(
            (_, _, after) =>
            {
                foreach (var feature in World.Features)
                {
                    foreach (var node in after.Everything)
                    {
                        var aboveIsOn = after.Above(node) is { } above && after.IsOn(feature, above);
                        after.Tree.Explain(feature, node).Inherited.ShouldBe(after.IsOn(feature, node) && aboveIsOn);
                    }
                }
            }
        );

    [Fact]
    public void Nothing_outside_the_subtree_changes_and_no_other_feature_does() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                var at = before.At(operation);
                if (operation.Verb is Verb.Move or Verb.MoveAccount or Verb.Create or Verb.Remove)
                {
                    at =
                        operation.Verb == Verb.MoveAccount
                            ? at with
                            {
                                Organization = after.Homes[at.Account!.Value],
                            }
                            : at;
                    foreach (
                        var (feature, node) in World.Features.SelectMany(feature =>
                            before.Everything.Intersect(after.Everything).Select(node => (feature, node))
                        )
                    )
                    {
                        if (operation.Verb is Verb.Create or Verb.Remove || (node != at && !before.IsBelow(node, at)))
                        {
                            after.Tree[feature].Own(node).ShouldBe(before.Tree[feature].Own(node));
                            after.IsOn(feature, node).ShouldBe(before.IsOn(feature, node));
                        }
                    }
                    return;
                }
                foreach (var node in before.Everything)
                {
                    var other = operation.OtherFeature ? Story.Messaging : Story.Calling;
                    after.Tree[other].Own(node).ShouldBe(before.Tree[other].Own(node));
                    if (node != at && !before.IsBelow(node, at))
                    {
                        after
                            .Tree[FeatureOf(operation)]
                            .Own(node)
                            .ShouldBe(before.Tree[FeatureOf(operation)].Own(node));
                        after.IsOn(FeatureOf(operation), node).ShouldBe(before.IsOn(FeatureOf(operation), node));
                    }
                }
            }
        );

    [Fact]
    public void Doing_it_twice_changes_nothing_more() =>
        AtEveryStep(
            (_, operation, after) =>
            {
                if (
                    operation.Verb
                    is Verb.Enable
                        or Verb.Disable
                        or Verb.UseInherited
                        or Verb.PinOff
                        or Verb.IncludeBelow
                )
                {
                    after.Tree.EditsTo(after.After(operation)!.Tree).ShouldBeEmpty();
                }
            }
        );

    [Fact]
    public void The_preview_is_the_actual_difference() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                if (operation.Verb is Verb.MoveAccount or Verb.Create or Verb.Remove)
                {
                    return;
                }
                foreach (var feature in World.Features)
                {
                    var effect = FeaturePreview
                        .Of(before.Tree[feature], after.Tree[feature], before.At(operation))
                        .Effect;
                    var gained = after.Everything.Where(node =>
                        after.IsOn(feature, node) && !before.IsOn(feature, node)
                    );
                    var lost = after.Everything.Where(node => before.IsOn(feature, node) && !after.IsOn(feature, node));
                    Reached(after, effect, effect.OrganizationsOn, effect.AccountsOn)
                        .ShouldBe(gained, ignoreOrder: true);
                    Reached(after, effect, effect.OrganizationsOff, effect.AccountsOff)
                        .ShouldBe(lost, ignoreOrder: true);
                }
            }
        );

    [Fact]
    public void The_recorded_edits_lead_there_and_undo_restores_exactly() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                if (operation.Verb is Verb.Create or Verb.Remove or Verb.MoveAccount)
                {
                    return;
                }
                var edits = before.Tree.EditsTo(after.Tree);
                var shape =
                    operation.Verb == Verb.Move
                        ? before.Tree.Moved(before.At(operation).Organization, ParentAfter(after, before.At(operation)))
                        : before.Tree;
                Stored(shape.With(edits)).ShouldBe(Stored(after.Tree), ignoreOrder: true);

                var back =
                    operation.Verb == Verb.Move && before.Above(before.At(operation)) is { } old
                        ? after.Tree.Moved(before.At(operation).Organization, old.Organization)
                        : after.Tree;
                var undone = new FeatureUndo(edits, before.At(operation).Organization, back, after.Homes).Restored();
                undone.ShouldNotBeNull();
                Stored(undone).ShouldBe(Stored(before.Tree), ignoreOrder: true);
            }
        );

    [Fact]
    public void Including_what_is_below_turns_on_every_organization_below_an_organization_that_is_on() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                var (feature, at) = (FeatureOf(operation), before.At(operation));
                if (operation.Verb == Verb.IncludeBelow && after.IsOn(feature, at))
                {
                    after
                        .Organizations.Where(node => after.IsBelow(node, at))
                        .Where(node => !after.IsOn(feature, node))
                        .ShouldBeEmpty();
                }
            }
        );

    [Fact]
    public void No_move_takes_an_off_from_anybody_or_brings_one() =>
        AtEveryStep(
            (before, operation, after) =>
            {
                if (operation.Verb is Verb.Move or Verb.MoveAccount)
                    foreach (var feature in World.Features)
                        Offs(after, feature).ShouldBe(Offs(before, feature), ignoreOrder: true);
            }
        );

    private static FeatureKey FeatureOf(Operation operation) =>
        operation.OtherFeature ? Story.Calling : Story.Messaging;

    // By whom it belongs to, wherever that is.
    private static List<Guid> Offs(World world, FeatureKey feature) =>
        [
            .. world
                .Everything.Where(node => world.Tree[feature].Own(node) == OwnValue.Off)
                .Select(node => node.Account?.Value ?? node.Organization.Value),
        ];

    private static void OffSurvives(World before, World after, FeatureKey feature, FeatureNode at) =>
        before
            .Everything.Where(node => before.IsBelow(node, at) && before.Tree[feature].Own(node) == OwnValue.Off)
            .Where(node => after.Tree[feature].Own(node) != OwnValue.Off)
            .ShouldBeEmpty();

    private static IEnumerable<FeatureNode> Reached(
        World world,
        FeatureEffect effect,
        IReadOnlyList<Platform.OrganizationId> organizations,
        IReadOnlyList<FeatureNode> accounts
    ) =>
        organizations
            .Select(organization => new FeatureNode(organization))
            .Concat(world.Accounts.Where(account => organizations.Contains(account.Organization)).Except(effect.Apart))
            .Concat(accounts);

    private static Platform.OrganizationId ParentAfter(World after, FeatureNode moved) =>
        after.Above(moved)!.Value.Organization;

    private static IEnumerable<(FeatureKey, FeatureNode, OwnValue)> Stored(FeatureTree tree) =>
        World.Features.SelectMany(feature =>
            tree[feature].Stored().Select(stored => (feature, stored.Node, stored.Own))
        );

    private static void AtEveryStep(Action<World, Operation, World> promise) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(10_000).WithQuietOnSuccess(true),
            Prop.ForAll(
                Story.Any,
                story =>
                {
                    var world = story.Begin();
                    foreach (var operation in story.Operations)
                    {
                        if (world.After(operation) is { } after)
                        {
                            promise(world, operation, after);
                            world = after;
                        }
                    }
                }
            )
        );
}
