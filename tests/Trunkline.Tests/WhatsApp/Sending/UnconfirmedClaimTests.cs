using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.Tests.WhatsApp.Sending;

/// <summary>A claim is committed, and whoever made it is told that it was not.</summary>
public sealed class UnconfirmedClaimTests
{
    private const string First = "wamid.first";

    [Fact]
    public async Task What_was_marked_and_never_posted_goes_out_and_nobody_is_asked()
    {
        await using var database = await TestDatabase.Create(Store.Sqlite);
        var losing = new LosingConfirmations(database);
        await using var host = await A.Host()
            .WithDemo()
            .On(database)
            .Listening()
            .With(services => services.ConfigureDbContext<TrunklineDb>(options => options.AddInterceptors(losing)))
            .Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text(First, "Are you there?"));
        await Eventually.True("the message arrived", async () => await host.Messages(First) == 1);
        using var cy = await host.SignedIn(DemoPerson.Cy);
        // The simulator has its own memory of who wrote when, and this customer is new to it.
        await cy.CustomerWrites();
        var thread = await host.ThreadOf(First);

        losing.LosesTheNext = true;
        await cy.Writes(thread, "I am");

        // After a minute it would count as silent.
        await Eventually.True(
            "it is sent",
            async () => await host.StateOf("I am") is "Sent" or "Delivered" or "Read",
            ClaimSends.PatienceForAnswer / 2
        );
        losing.LosesTheNext.ShouldBeFalse();
        (await database.Ask("SELECT COUNT(*) FROM whatsapp_outbox")).ShouldBe(["0"]);
    }

    private sealed class LosingConfirmations(TestDatabase database) : DbTransactionInterceptor
    {
        /// <summary>The next claim's; whether it still is to come.</summary>
        public bool LosesTheNext { get; set; }

        public override async Task TransactionCommittedAsync(
            DbTransaction transaction,
            TransactionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            if (!LosesTheNext)
                return;
            var marked = await database.Ask("SELECT id FROM whatsapp_outbox WHERE state = 'Sending'");
            if (marked.Count == 0)
                return;
            LosesTheNext = false;
            throw new TimeoutException("The confirmation was lost.");
        }
    }
}
