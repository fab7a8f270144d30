using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.WhatsApp.Processing;

/// <summary>A batch is read before it has its turn to write, so by then its bodies may be no longer its own.</summary>
public sealed class SettledMeanwhileTests
{
    [Fact]
    public async Task What_another_settled_since_it_was_read_is_not_applied_and_stops_nothing()
    {
        await using var host = await A.Host().WithDemo().Start();
        var gate = host.Services.GetRequiredService<WriteGate>();
        using (await gate.EnterAsync(TestContext.Current.CancellationToken))
        {
            await Add(host, Payload.Text("wamid.settled"));
            await Eventually.True("its lane has read it and waits for its turn", () => SomebodyQueues(gate));
            await host.Database.Ask("UPDATE whatsapp_inbox SET state = 'Done' WHERE state = 'Waiting'");
            await Add(host, Payload.Text("wamid.next"));
        }

        await Eventually.True("the next is processed", async () => await host.Messages("wamid.next") == 1);
        (await host.Messages("wamid.settled")).ShouldBe(0);
        (await host.InboxBodies("Done")).ShouldBe(2);
    }

    private static async Task Add(TrunklineHost host, string body) =>
        await host.Database.Ask(
            $"""
            INSERT INTO whatsapp_inbox (lane, business_account, bodies, count, received_at, state, tries)
            VALUES ('{DemoNumbers.Europe.PhoneNumberId}', '{DemoNumbers.BusinessAccountId}', CAST('{body}' AS BLOB),
                1, 1795000000000000, 'Waiting', 0)
            """
        );

    private static async Task<bool> SomebodyQueues(WriteGate gate)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        try
        {
            using var place = await gate.QueueAsync(soon.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
