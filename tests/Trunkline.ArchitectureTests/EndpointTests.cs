using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.ArchitectureTests;

/// <summary>Every address, who may use it, and what it records.</summary>
public sealed partial class EndpointTests(RunningHouse running) : IClassFixture<RunningHouse>
{
    private static readonly string[] Mutating = ["POST", "PUT", "PATCH", "DELETE"];
    private static readonly string Verified = Path.Combine(
        House.Root,
        "tests",
        "Trunkline.ArchitectureTests",
        "endpoints.verified.txt"
    );

    [Fact]
    public void The_list_of_endpoints_is_the_one_that_was_reviewed()
    {
        var now = running.Endpoints.Select(Line).Order(StringComparer.Ordinal).ToList();
        if (Environment.GetEnvironmentVariable("TRUNKLINE_ACCEPT_ENDPOINTS") == "1")
        {
            File.WriteAllLines(Verified, now);
        }

        var reviewed = File.Exists(Verified) ? File.ReadAllLines(Verified) : [];
        var difference = reviewed
            .Except(now)
            .Select(line => $"- {line}")
            .Concat(now.Except(reviewed).Select(line => $"+ {line}"));
        difference.ShouldBeEmpty(
            "Who may do what has changed. If that is meant, run dev/test --accept-endpoints and commit endpoints.verified.txt with the change."
        );
        now.ShouldBeUnique("Two endpoints answer to the same address.");
    }

    [Fact]
    public void Every_endpoint_states_exactly_one_authority()
    {
        running
            .Endpoints.Where(endpoint => endpoint.Metadata.GetOrderedMetadata<Authority>().Count != 1)
            .Select(Line)
            .ShouldBeEmpty(
                "Say Requires(privilege), RequiresAnyPrivilege(), RequiresAccount() or Public(\"why\"), once."
            );
    }

    [Fact]
    public void Every_endpoint_that_changes_something_states_what_it_records()
    {
        running
            .Endpoints.Where(endpoint => Methods(endpoint).Intersect(Mutating).Any())
            .Where(endpoint => endpoint.Metadata.GetOrderedMetadata<AuditStatement>().Count != 1)
            .Select(Line)
            .ShouldBeEmpty("Say Audits(\"fact\") or AuditsNothing(\"why\"), once.");
    }

    [Fact]
    public void Every_endpoint_of_an_organization_asks_for_a_privilege_there()
    {
        running
            .Endpoints.Where(endpoint =>
                endpoint.RoutePattern.Parameters.Any(parameter => parameter.Name == "organization")
            )
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<Authority>() is not (Authority.Holding or Authority.Administering)
            )
            .Select(Line)
            .ShouldBeEmpty("{organization} in a route is loaded through an administrator's grants.");
    }

    [Fact]
    public void No_endpoint_takes_an_organization_from_the_request_where_a_scope_would_do()
    {
        var wrong =
            from endpoint in running.Endpoints
            let method = endpoint.Metadata.GetMetadata<MethodInfo>()
            where method is not null
            where method.GetParameters().Any(NamesAnOrganization)
            select $"{method.DeclaringType!.Name} {Line(endpoint)}";

        wrong
            .Where(line => !ToAnotherOrganization.Contains(line.Split(' ')[0]))
            .ShouldBeEmpty("Take an OrganizationScope: having it is the proof that the caller may.");
    }

    // Where something goes is no part of the route; each of them asks for access to that organization itself.
    private static readonly string[] ToAnotherOrganization =
    [
        "ReviewMove",
        "MoveOrganization",
        "MoveAccount",
        "ChangeAccounts",
    ];

    private static bool NamesAnOrganization(ParameterInfo parameter) =>
        IsOrganization(parameter.ParameterType)
        || (
            (IsForm(parameter.ParameterType) || parameter.GetCustomAttribute<FromBodyAttribute>() is not null)
            && parameter.ParameterType.GetProperties().Any(property => IsOrganization(property.PropertyType))
        );

    private static bool IsForm(Type type) =>
        type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IForm<>));

    private static bool IsOrganization(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var bare
        && (bare == typeof(OrganizationId) || bare == typeof(EnterpriseId));

    [Fact]
    public void Every_code_of_a_refusal_is_in_the_description_of_the_API()
    {
        var told = File.ReadAllText(Path.Combine(House.Root, "docs", "api.md"));
        var codes = House
            .Sources(".cs")
            .Where(source => !source.Path.Contains("Simulator", StringComparison.Ordinal))
            .SelectMany(source => RefusalCode().Matches(source.Text).Select(match => match.Groups[1].Value))
            .ToHashSet();

        codes.Count.ShouldBeGreaterThan(70);
        codes
            .Where(code => !told.Contains($"`{code}`", StringComparison.Ordinal))
            .ShouldBeEmpty("Say in docs/api.md when.");
    }

    [GeneratedRegex(@": Refusal\(\s*""([a-z_]+)""")]
    private static partial Regex RefusalCode();

    [Fact]
    public void Every_table_has_its_place_when_enterprises_are_spread_over_machines()
    {
        using var scope = running.Host.Services.CreateScope();
        var model = scope.ServiceProvider.GetRequiredService<TrunklineDb>().Model;
        var recipe = File.ReadAllText(Path.Combine(House.Root, "docs", "sharding.md"));

        model
            .GetEntityTypes()
            .Select(entity => entity.GetTableName()!)
            .Distinct()
            .Where(table => !recipe.Contains($"'{table}'", StringComparison.Ordinal))
            .ShouldBeEmpty("Say in docs/sharding.md whether it is distributed or stays on the coordinator.");
    }

    [Fact]
    public void Every_row_of_an_enterprise_is_hidden_from_the_others()
    {
        using var scope = running.Host.Services.CreateScope();
        var model = scope.ServiceProvider.GetRequiredService<TrunklineDb>().Model;

        var open =
            from entity in model.GetEntityTypes()
            where
                entity
                    .GetProperties()
                    .Any(property =>
                        property.ClrType == typeof(EnterpriseId) || property.ClrType == typeof(OrganizationId)
                    )
            where entity.FindOwnership() is null && entity.ClrType.Name != "DemoMark" // one row for the whole database: that the demo was loaded
            where
                !entity.ClrType.IsAssignableTo(typeof(IEnterpriseOwned))
                || entity.GetDeclaredQueryFilters().All(filter => filter.Key != "Enterprise")
            select entity.Name;

        open.ShouldBeEmpty("Implement IEnterpriseOwned: the filter then fails closed.");
    }

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"];

    private static string Line(RouteEndpoint endpoint)
    {
        var authority = string.Join(" + ", endpoint.Metadata.GetOrderedMetadata<Authority>());
        var audit = string.Join(" + ", endpoint.Metadata.GetOrderedMetadata<AuditStatement>());
        var records = audit.Length > 0 ? $" | records {audit}" : "";
        return $"/{endpoint.RoutePattern.RawText?.TrimStart('/')} {string.Join(',', Methods(endpoint))} | {authority}{records}";
    }
}
