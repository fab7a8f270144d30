using Trunkline.TestKit.Hosts;

namespace Trunkline.TestKit;

/// <summary>Where the sentences begin that arrange a test: <c>A.Host().WithDemo().Start()</c>.</summary>
public static class A
{
    public static HostPlan Host() => new();
}
