namespace Trunkline.Platform.Http;

/// <summary>What a role may allow, by the name that administrators read. Modules declare theirs in their Contracts.</summary>
public readonly record struct Privilege(string Name)
{
    public override string ToString() => Name;
}
