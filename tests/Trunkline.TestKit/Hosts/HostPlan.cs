using Microsoft.Extensions.DependencyInjection;
using Trunkline.TestKit.Databases;

namespace Trunkline.TestKit.Hosts;

/// <summary>
/// What a test wants of its host. Unless it says otherwise: in this process, on a SQLite database of its own in which
/// nothing has happened, without the demo.
/// </summary>
public sealed record HostPlan
{
    internal bool Demo { get; private init; }

    internal bool StrongPasswords { get; private init; }

    internal bool ListensOnPort { get; private init; }

    internal Store Store { get; private init; }

    internal TestDatabase? Database { get; private init; }

    internal IReadOnlyList<Action<IServiceCollection>> Additions { get; private init; } = [];

    internal IReadOnlyDictionary<string, string?> Settings { get; private init; } = new Dictionary<string, string?>();

    /// <summary>With the demo enterprise and the simulator.</summary>
    public HostPlan WithDemo() => this with { Demo = true };

    /// <summary>On a real port of this machine, for browsers.</summary>
    public HostPlan Listening() => this with { ListensOnPort = true };

    /// <summary>With passwords hashed as in production; otherwise in a two hundredth of the work, since every test signs in.</summary>
    public HostPlan WithStrongPasswords() => this with { StrongPasswords = true };

    /// <summary>On a database of this kind.</summary>
    public HostPlan On(Store store) => this with { Store = store };

    /// <summary>On a database that other hosts use too.</summary>
    public HostPlan On(TestDatabase database) => this with { Database = database };

    /// <summary>With a setting, named with a colon: <c>WhatsApp:AppSecret</c>.</summary>
    public HostPlan With(string setting, string? value) =>
        this with
        {
            Settings = new Dictionary<string, string?>(Settings) { [setting] = value },
        };

    /// <summary>With services of the test's own, such as a job handler that counts.</summary>
    public HostPlan With(Action<IServiceCollection> addition) => this with { Additions = [.. Additions, addition] };

    public Task<TrunklineHost> Start() => TrunklineHost.Start(this);
}
