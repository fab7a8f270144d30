using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Founding;

/// The tree of ABC Bank. Later parts of the demo recall an organization as "organization:" and its name.
internal sealed class OrganizationsDemo(IOrganizationSetup setup) : IDemoSeed
{
    private static readonly (string Name, string Parent)[] Tree =
    [
        ("Retail Bank", "ABC Bank"),
        ("Europe", "Retail Bank"),
        ("North America", "Retail Bank"),
        ("Operations", "ABC Bank"),
        ("Finance", "Operations"),
        ("Human Resources", "Operations"),
        ("WhatsApp", "ABC Bank"),
        ("WhatsApp North", "WhatsApp"),
        ("WhatsApp South", "WhatsApp"),
    ];

    public int Order => 10;

    public async Task SeedAsync(DemoContext demo, CancellationToken cancellation)
    {
        var actor = Actor.System(demo.Enterprise);
        var founded = await setup.FoundAsync("ABC Bank", cancellation);
        demo.Remember(Key("ABC Bank"), founded.Root);
        foreach (var (name, parent) in Tree)
        {
            var created = await setup.CreateAsync(actor, demo.Recall<OrganizationId>(Key(parent)), name, cancellation);
            demo.Remember(Key(name), created.Value);
        }
    }

    private static string Key(string name) => $"organization:{name}";
}
