using System.Reflection;

namespace Trunkline.Platform.Data;

/// <summary>The assemblies whose entities make up the database.</summary>
public sealed class ModuleAssemblies
{
    private readonly List<Assembly> assemblies = [typeof(ModuleAssemblies).Assembly];

    public IReadOnlyList<Assembly> All => assemblies;

    internal void Add(Assembly assembly)
    {
        if (!assemblies.Contains(assembly))
            assemblies.Add(assembly);
    }
}
