using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.Tests.WhatsApp;

namespace Trunkline.Tests.Web;

/// <summary>The record names the address from which a change was made; a proxy in front knows it, and anybody can claim it.</summary>
public sealed class TrustedProxiesTests
{
    private const string Claimed = "203.0.113.9";

    [Theory]
    [InlineData("127.0.0.0/8, ::1", Claimed)]
    [InlineData("192.0.2.1", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public async Task The_word_of_a_proxy_counts_and_nobody_elses(string proxies, string recorded)
    {
        await using var host = await A.Host().WithDemo().Listening().With("Server:Proxies", proxies).Start();
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        admin.Http.DefaultRequestHeaders.Add("X-Forwarded-For", Claimed);
        var organization = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM organizations_organization WHERE name = 'Operations'"
        );
        var form = await admin.Open($"/portal/o/{organization}/organizations/new");
        await form.Form("Create sub-organization").Fill("Name", "Seen from outside").Submit();

        var address = await host.Database.Ask(
            "SELECT address FROM auditing_change WHERE kind = 'organization.created' AND subject LIKE 'Seen from outside%'"
        );

        address.ShouldHaveSingleItem().ShouldEndWith(recorded);
    }
}
