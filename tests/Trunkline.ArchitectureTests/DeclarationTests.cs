using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Access.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Http;

namespace Trunkline.ArchitectureTests;

/// <summary>What modules declare is used, and what is used was declared.</summary>
public sealed class DeclarationTests(RunningHouse running) : IClassFixture<RunningHouse>
{
    [Fact]
    public void Every_declared_privilege_can_be_given_to_a_role()
    {
        Declared<Privilege>()
            .Select(declared => declared.Value)
            .Except(Cataloged())
            .ShouldBeEmpty("Register it with AddPrivilege.");
    }

    [Fact]
    public void Every_privilege_that_an_endpoint_asks_for_can_be_given_to_a_role()
    {
        Asked().Except(Cataloged()).ShouldBeEmpty("Register it with AddPrivilege.");
    }

    [Fact]
    public void Privileges_that_nothing_asks_for()
    {
        var mentioned = Declared<Privilege>()
            .Where(declared => IsMentioned(declared.Field))
            .Select(declared => declared.Value);

        Ratchet.Holds(
            "unused-privileges",
            Cataloged().Except(Asked()).Except(mentioned).ToDictionary(privilege => privilege.Name, _ => 1)
        );
    }

    [Fact]
    public void Every_declared_feature_is_a_switch_that_somebody_obeys_and_the_reverse()
    {
        var keys = Declared<FeatureKey>().ToList();
        var switches = running.Host.Services.GetServices<Feature>().Select(feature => feature.Key).ToList();

        keys.ShouldNotBeEmpty();
        keys.Select(declared => declared.Value).ShouldBe(switches, ignoreOrder: true);
        keys.Where(declared => !IsMentioned(declared.Field))
            .Select(declared => declared.Value.Name)
            .ShouldBeEmpty("Nobody obeys this feature.");
    }

    private IEnumerable<Privilege> Cataloged() =>
        running.Host.Services.GetRequiredService<PrivilegeCatalog>().All.Select(cataloged => cataloged.Privilege);

    private IEnumerable<Privilege> Asked() =>
        running
            .Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<Authority>())
            .OfType<Authority.Holding>()
            .Select(holding => holding.Privilege)
            .Distinct();

    private static IEnumerable<(FieldInfo Field, T Value)> Declared<T>() =>
        from assembly in House.Modules.Values
        from type in assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        where field.FieldType == typeof(T)
        select (field, (T)field.GetValue(null)!);

    // In the source, beyond the file that declares it and the table of contents that registers it.
    private static bool IsMentioned(FieldInfo field)
    {
        var declaring = field.DeclaringType!.Name;
        return House
            .Sources(".cs", ".razor")
            .Where(source =>
                !source.Path.EndsWith($"/{declaring}.cs", StringComparison.Ordinal)
                && !source.Path.EndsWith("Module.cs", StringComparison.Ordinal)
            )
            .Any(source => source.Text.Contains($"{declaring}.{field.Name}", StringComparison.Ordinal));
    }
}
