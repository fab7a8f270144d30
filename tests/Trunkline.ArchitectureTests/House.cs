using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Trunkline.ArchitectureTests;

/// <summary>The source and the built assemblies that the rules look at.</summary>
internal static class House
{
    public static readonly string Root = FindRoot();

    /// <summary>The product's assemblies by the name of their project: Platform, WhatsApp.Simulator, Web.</summary>
    public static readonly IReadOnlyDictionary<string, Assembly> Projects = Directory
        .GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Select(file => Path.GetFileNameWithoutExtension(file))
        .ToDictionary(name => name, name => Assembly.Load($"Trunkline.{name}"));

    /// <summary>The projects that hold the product's business; the others are the floor on which they stand.</summary>
    public static readonly IReadOnlyDictionary<string, Assembly> Modules = Projects
        .Where(project => project.Key is not ("Platform" or "Ui" or "Migrations" or "Web"))
        .ToDictionary();

    public static IEnumerable<Type> Types(this Assembly assembly) =>
        assembly
            .GetTypes()
            .Where(type =>
                !type.Name.Contains('<') && type.Namespace?.StartsWith("Trunkline", StringComparison.Ordinal) is true
            );

    public static bool IsComponent(this Type type) => type.IsAssignableTo(typeof(IComponent));

    public static bool IsUnder(this Type type, string folder) =>
        type.Namespace is { } space && $".{space}.".Contains($".{folder}.", StringComparison.Ordinal);

    /// <summary>Every file of our own that people write, as (path from the root, text).</summary>
    public static IEnumerable<(string Path, string Text)> Sources(params string[] extensions) =>
        Directory
            .GetFiles(Path.Combine(Root, "src"), "*", SearchOption.AllDirectories)
            .Select(file => (Full: file, Path: Path.GetRelativePath(Root, file).Replace('\\', '/')))
            .Where(file =>
                extensions.Contains(Path.GetExtension(file.Path))
                && !file.Path.Contains("/node_modules/", StringComparison.Ordinal)
            )
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (file.Path, File.ReadAllText(file.Full)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Trunkline.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }
}
