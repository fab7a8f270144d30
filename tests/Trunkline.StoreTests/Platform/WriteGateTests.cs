using Trunkline.Platform.Data;

namespace Trunkline.StoreTests.Platform;

public sealed class WriteGateTests
{
    private readonly List<string> turns = [];

    [Fact]
    public async Task Of_many_that_wait_at_most_one_is_before_the_first()
    {
        using var gate = new WriteGate(new DatabaseSettings(DatabaseProvider.Sqlite, "", ""));
        var present = await gate.EnterAsync(TestContext.Current.CancellationToken);
        var waiting = new List<Task>();
        for (var one = 1; one <= 3; one++)
        {
            waiting.Add(Take($"other {one}", gate.EnterAsync(TestContext.Current.CancellationToken)));
        }

        waiting.Add(Take("inbox", gate.EnterFirstAsync(TestContext.Current.CancellationToken)));
        present!.Dispose();
        await Task.WhenAll(waiting);

        turns.ShouldBe(["other 1", "inbox", "other 2", "other 3"]);
    }

    [Fact]
    public async Task Of_batches_that_queue_at_most_one_is_before_a_person()
    {
        using var gate = new WriteGate(new DatabaseSettings(DatabaseProvider.Sqlite, "", ""));
        var present = await gate.EnterAsync(TestContext.Current.CancellationToken);
        Task[] waiting =
        [
            TakeQueued(gate, "batch 1"),
            TakeQueued(gate, "batch 2"),
            TakeQueued(gate, "batch 3"),
            Take("person", gate.EnterAsync(TestContext.Current.CancellationToken)),
        ];

        present!.Dispose();
        await Task.WhenAll(waiting);

        turns.ShouldBe(["batch 1", "person", "batch 2", "batch 3"]);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_keeps_nobody_from_a_turn()
    {
        using var gate = new WriteGate(new DatabaseSettings(DatabaseProvider.Sqlite, "", ""));
        using var impatient = new CancellationTokenSource();
        var present = await gate.EnterAsync(TestContext.Current.CancellationToken);
        var given = gate.EnterAsync(impatient.Token);
        var patient = Take("patient", gate.EnterAsync(TestContext.Current.CancellationToken));

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await given);
        present!.Dispose();
        await patient;

        turns.ShouldBe(["patient"]);
    }

    private async Task TakeQueued(WriteGate gate, string name)
    {
        using var queue = await gate.QueueAsync(TestContext.Current.CancellationToken);
        using var turn = await gate.EnterAsync(TestContext.Current.CancellationToken);
        queue!.Dispose();
        lock (turns)
        {
            turns.Add(name);
        }
    }

    private async Task Take(string name, ValueTask<IDisposable?> turn)
    {
        using (await turn)
        {
            lock (turns)
            {
                turns.Add(name);
            }
        }
    }
}
