using Trunkline.TestKit;

namespace Trunkline.Tests.Web;

public sealed class TransportSecurityTests
{
    [Theory]
    [InlineData("https://bank.example/portal/sign-in", true)]
    [InlineData("http://bank.example/portal/sign-in", false)]
    // Whoever tries it out on the own machine has no certificate there.
    [InlineData("https://localhost/portal/sign-in", false)]
    public async Task Browsers_that_came_over_https_once_never_come_without_it_again(string address, bool told)
    {
        await using var host = await A.Host().Start();
        using var visitor = host.Visitor();

        using var answer = await visitor.Http.GetAsync(new Uri(address), TestContext.Current.CancellationToken);

        answer.Headers.Contains("Strict-Transport-Security").ShouldBe(told);
    }
}
