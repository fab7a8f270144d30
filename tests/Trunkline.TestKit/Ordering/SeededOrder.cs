using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Xunit.Sdk;
using Xunit.v3;

namespace Trunkline.TestKit.Ordering;

/// <summary>
/// The order in which tests run: shuffled by the seed in TRUNKLINE_TEST_SEED (0 without one), and the same on every
/// machine. xUnit's own order depends on the folder in which the tests were built, so that a test which leans on
/// another one fails where nobody can repeat it.
/// </summary>
public sealed class SeededOrder : ITestCaseOrderer, ITestCollectionOrderer
{
    private static readonly int Seed = int.Parse(
        Environment.GetEnvironmentVariable("TRUNKLINE_TEST_SEED") ?? "0",
        CultureInfo.InvariantCulture
    );

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(testCase => Place(testCase.TestCaseDisplayName), StringComparer.Ordinal)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(NameOf(collection)), StringComparer.Ordinal)];

    private static string Place(string name) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {name}")));

    // What follows the name of the class is made of the path of its assembly.
    private static string NameOf(ITestCollection collection) => collection.TestCollectionDisplayName.Split(" (id: ")[0];
}
