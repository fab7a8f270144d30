using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.Tests.WhatsApp.Sending;

public sealed class OutboxRowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_a_stopped_number_held_back_is_due_at_once_also_when_a_clock_was_ahead_as_it_was_queued()
    {
        var row = new OutboxRow(
            Id.New<EnterpriseId>(),
            Guid.CreateVersion7(),
            Id.New<BusinessNumberId>(),
            "pair",
            new OutgoingSend.Text("Hello"),
            Now.AddHours(2)
        );

        row.Start(Now);
        row.Hold();

        OutboxRow.IsDue(Now.AddSeconds(1)).Compile()(row).ShouldBeTrue();
    }
}
