using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Trunkline.TestKit.Databases;

/// <summary>Runs a theory once on SQLite and once on PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothStoresAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    ) => new([new TheoryDataRow<Store>(Store.Sqlite), new TheoryDataRow<Store>(Store.PostgreSql)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
