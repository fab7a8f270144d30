using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Accounts;

public sealed class AccountListTests(Bank bank) : IClassFixture<Bank>
{
    [Fact]
    public async Task Each_person_has_a_pencil_and_the_effective_value_with_its_reason()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        await bank.Invite(place, "Mia");
        await bank.Invite(place, "Noa", whatsApp: "off");
        await bank.Employ(place, "Ole");

        var list = await Open(place);

        list.LinkTexts.ShouldContain("Edit Mia Wolf");
        list.LinkTexts.ShouldContain("On when joined: why, for Mia Wolf?");
        list.LinkTexts.ShouldContain("Off (account): why, for Noa Wolf?");
        list.LinkTexts.ShouldContain("On: why, for Ole Wolf?");
        (await list.Follow("Edit Mia Wolf")).Heading.ShouldBe("Edit Mia Wolf");
    }

    [Fact]
    public async Task Filters_stand_in_the_address_and_narrow_the_list()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        await bank.Invite(place, "Mia");
        await bank.Invite(place, "Noa", whatsApp: "off");
        await bank.Employ(place, "Ole");

        Names(await Open(place, "?feature=off")).ShouldBe(["Noa Wolf"]);
        Names(await Open(place, "?feature=on")).ShouldBe(["Mia Wolf", "Ole Wolf"]);
        Names(await Open(place, "?status=active")).ShouldBe(["Ole Wolf"]);
        Names(await Open(place, "?q=wolf+MIA")).ShouldBe(["Mia Wolf"]);
        var searched = await (await Open(place)).Form("Apply").Fill("Status", "Invited").Submit();
        searched.Path.ShouldContain("status=invited");
        Names(searched).ShouldBe(["Mia Wolf", "Noa Wolf"]);
        (await Open(place, "?q=nobody")).Text.ShouldContain("No account fits these filters.");
    }

    [Fact]
    public async Task It_shows_what_is_below_unless_only_this_organization_is_wanted()
    {
        var north = new Place("WhatsApp North", await bank.PlaceOf("WhatsApp North"));
        var place = await bank.NewPlace();
        await bank.Invite(place, "Zora");

        Names(await Open(north)).ShouldContain("Zora Wolf");
        Names(await Open(north, "?where=here")).ShouldNotContain("Zora Wolf");
    }

    [Fact]
    public async Task The_number_of_queries_does_not_grow_with_the_number_of_accounts()
    {
        var counter = new QueryCounter();
        await using var host = await A.Host()
            .WithDemo()
            .With(services => services.ConfigureDbContext<TrunklineDb>(options => options.AddInterceptors(counter)))
            .Start();
        var counted = new Bank(host);
        var place = await counted.NewPlace();
        await counted.Invite(place, "Mia");
        await counted.Administrator();
        await Count();
        var few = await Count();

        for (var more = 0; more < 8; more++)
        {
            await counted.Invite(place, $"Extra{more}");
        }
        var many = await Count();

        many.ShouldBe(few);
        few.ShouldBeGreaterThan(0);

        async Task<int> Count()
        {
            await counted.Quiet();
            counter.Reset();
            (await (await counted.Administrator()).Open($"{place.Address}/accounts")).Heading.ShouldBe("Accounts");
            return counter.Count;
        }
    }

    private async Task<Page> Open(Place place, string query = "") =>
        await (await bank.Administrator()).Open($"{place.Address}/accounts{query}");

    private static IEnumerable<string> Names(Page list) =>
        list
            .LinkTexts.Where(text => text.StartsWith("Edit ", StringComparison.Ordinal))
            .Select(text => text["Edit ".Length..]);

    /// Counts what requests ask of the database, and not what the workers do meanwhile.
    private sealed class QueryCounter : DbCommandInterceptor
    {
        private static readonly HttpContextAccessor Requests = new();
        private int count;

        public int Count => count;

        public void Reset() => count = 0;

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (Requests.HttpContext is not null)
            {
                Interlocked.Increment(ref count);
            }

            return new(result);
        }
    }
}
