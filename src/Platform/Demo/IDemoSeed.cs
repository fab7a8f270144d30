namespace Trunkline.Platform.Demo;

/// <summary>A module's part of the demo enterprise. All parts are written in one transaction, in their order.</summary>
public interface IDemoSeed
{
    int Order { get; }

    Task SeedAsync(DemoContext demo, CancellationToken cancellation);
}

/// <summary>What the parts share: the enterprise, the password of all demo people, and what earlier parts made, by name.</summary>
public sealed class DemoContext(EnterpriseId enterprise, Secret password)
{
    private readonly Dictionary<string, Guid> made = [];

    public EnterpriseId Enterprise => enterprise;

    public Secret Password => password;

    public void Remember<TId>(string name, TId id)
        where TId : struct, IId<TId> => made.Add(name, id.Value);

    /// <summary>Throws when no earlier part made it.</summary>
    public TId Recall<TId>(string name)
        where TId : struct, IId<TId> => TId.From(made[name]);
}
