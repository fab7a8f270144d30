using System.Reflection;
using System.Xml.Linq;
using Microsoft.AspNetCore.Components;

namespace Trunkline.ArchitectureTests;

/// <summary>The walls between the modules.</summary>
public sealed class ModuleTests
{
    // Top to bottom: a project may know those below it. The simulator stands aside, as WhatsApp itself does.
    private static readonly string[] Floors =
    [
        "Web",
        "WhatsApp",
        "Conversations",
        "Accounts",
        "Access",
        "Organizations",
        "Auditing",
        "Platform",
    ];

    private static readonly string[] BusinessWords =
    [
        "Account",
        "Administrator",
        "Consent",
        "Conversation",
        "Customer",
        "Feature",
        "Invitation",
        "Organization",
        "Role",
        "Template",
        "WhatsApp",
    ];

    // Whom a request is for and where: the least that the floor must know to keep tenants apart.
    private static readonly string[] WordsPlatformNeeds = ["OrganizationId", "OrganizationScope"];

    [Fact]
    public void What_a_module_shows_lies_in_its_Contracts_or_is_its_table_of_contents()
    {
        House
            .Modules.Values.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsNested && !type.IsComponent())
            .Where(type => !type.IsUnder("Contracts") && !type.Name.EndsWith("Module", StringComparison.Ordinal))
            .Where(type => type.Name is not ("Program" or "_Imports"))
            .Select(type => type.FullName)
            .ShouldBeEmpty("Make it internal, or move it to Contracts if other modules need it.");
    }

    [Fact]
    public void A_module_knows_only_the_modules_below_it()
    {
        var wrong =
            from project in House.Projects.Keys
            from known in References(project)
            where !Allowed(project, known)
            select $"{project} -> {known}";

        wrong.ShouldBeEmpty("Dependencies point one way: see docs/map.md.");
    }

    [Fact]
    public void Platform_knows_no_business_word()
    {
        House
            .Projects["Platform"]
            .Types()
            .Select(type => type.Name)
            .Except(WordsPlatformNeeds)
            .Where(name => BusinessWords.Any(word => name.Contains(word, StringComparison.Ordinal)))
            .ShouldBeEmpty("Platform is the floor for any business; this belongs into a module.");
    }

    [Fact]
    public void What_modules_hand_to_each_other_cannot_be_changed_by_the_receiver()
    {
        // Options are the framework's exception: a host fills them in while it starts.
        const BindingFlags Members =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var types = House
            .Modules.Values.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.IsUnder("Contracts") && !type.Name.EndsWith("Options", StringComparison.Ordinal))
            .ToList();

        var setters = types
            .SelectMany(type => type.GetProperties(Members))
            .Where(property => property.GetCustomAttribute<ParameterAttribute>() is null && IsSettable(property))
            .Select(property => $"{property.DeclaringType!.FullName}.{property.Name}");
        var fields = types
            .Where(type => !type.IsEnum)
            .SelectMany(type => type.GetFields(Members))
            .Where(field => !field.IsInitOnly && !field.IsLiteral)
            .Select(field => $"{field.DeclaringType!.FullName}.{field.Name}");

        setters.Concat(fields).ShouldBeEmpty("Contracts are values: use records, init or constructor parameters.");
    }

    [Fact]
    public void No_type_hides_what_it_does_behind_an_empty_name()
    {
        string[] empty = ["Service", "Services", "Manager", "Helper", "Helpers", "Util", "Utils"];
        House
            .Projects.Values.SelectMany(House.Types)
            .Where(type => empty.Any(ending => type.Name.EndsWith(ending, StringComparison.Ordinal)))
            .Select(type => type.FullName)
            .ShouldBeEmpty("Name it after what it does.");
    }

    [Fact]
    public void The_wire_s_shapes_stay_under_Wire()
    {
        var modules = House.Modules.Values.SelectMany(House.Types).ToList();
        // Static classes are the doors: they take bytes and give our own types, or the other way round.
        var shapes = modules
            .Where(type => type.IsUnder("Wire") && !(type.IsAbstract && type.IsSealed) && !type.IsEnum)
            .ToHashSet();

        var leaks =
            from type in House.Modules.Values.SelectMany(assembly => assembly.GetTypes())
            where !type.IsUnder("Wire")
            from mentioned in Mentions(type)
            where shapes.Contains(mentioned)
            select $"{type.FullName} mentions {mentioned.Name}";

        leaks.Distinct().ShouldBeEmpty("Only Wire reads and writes Meta's JSON; hand out types of our own.");
    }

    private static bool Allowed(string project, string known)
    {
        var floor = Array.IndexOf(Floors, project);
        return (project, known) switch
        {
            ("Web", _) => true,
            (_, "Web" or "Migrations" or "WhatsApp.Simulator") => false,
            ("Platform", _) => false,
            (_, "Platform") => true,
            ("Ui" or "Migrations", _) => false,
            (_, "Ui") => true,
            ("WhatsApp.Simulator", _) => false,
            _ => floor >= 0 && Array.IndexOf(Floors, known) > floor,
        };
    }

    private static IEnumerable<string> References(string project)
    {
        var file = XDocument.Load(Path.Combine(House.Root, "src", project, $"{project}.csproj"));
        var written = file.Descendants("ProjectReference")
            .Select(reference =>
                Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))
            );
        var used = House
            .Projects[project]
            .GetReferencedAssemblies()
            .Select(assembly => assembly.Name!)
            .Where(name => name.StartsWith("Trunkline.", StringComparison.Ordinal))
            .Select(name => name["Trunkline.".Length..]);
        return written.Union(used);
    }

    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true } setter
        && !setter
            .ReturnParameter.GetRequiredCustomModifiers()
            .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    // Also what a method only holds in a local variable, compiler-made state machines and closures included.
    private static IEnumerable<Type> Mentions(Type type)
    {
        const BindingFlags All =
            BindingFlags.Public
            | BindingFlags.NonPublic
            | BindingFlags.Instance
            | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).ToList();
        return type.GetFields(All)
            .Select(field => field.FieldType)
            .Concat(methods.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType))
            .Concat(methods.OfType<MethodInfo>().Select(method => method.ReturnType))
            .Concat(
                methods
                    .SelectMany(method => method.GetMethodBody()?.LocalVariables ?? [])
                    .Select(local => local.LocalType)
            )
            .SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsArray || type.IsByRef || type.IsPointer ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];
}
