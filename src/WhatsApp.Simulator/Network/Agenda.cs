namespace Trunkline.WhatsApp.Simulator.Network;

/// <summary>Things to do later, in the order in which they fall due, also when the clock jumps over many of them.</summary>
internal sealed partial class Agenda : IDisposable
{
    readonly Lock gate = new();
    readonly PriorityQueue<Action, (DateTimeOffset Due, long Order)> waiting = new();
    readonly TimeProvider time;
    readonly ILogger<Agenda> log;
    readonly ITimer timer;
    long order;
    bool running;

    public Agenda(TimeProvider time, ILogger<Agenda> log)
    {
        (this.time, this.log) = (time, log);
        timer = time.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void In(TimeSpan delay, Action action) => At(time.GetUtcNow() + delay, action);

    public void At(DateTimeOffset due, Action action)
    {
        lock (gate)
        {
            waiting.Enqueue(action, (due, order++));
            Wake();
        }
    }

    void Run()
    {
        lock (gate)
        {
            if (running)
                return;
            running = true;
        }
        while (Next() is { } action)
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                // One bad entry must not stop the network for everybody else.
                LogFailure(exception);
            }
        }
    }

    Action? Next()
    {
        lock (gate)
        {
            if (waiting.TryPeek(out var action, out var when) && when.Due <= time.GetUtcNow())
            {
                waiting.Dequeue();
                return action;
            }
            running = false;
            Wake();
            return null;
        }
    }

    void Wake()
    {
        if (!running && waiting.TryPeek(out _, out var next))
        {
            var left = next.Due - time.GetUtcNow();
            // A timer that fires a hair early would find nothing due and have to be set again.
            timer.Change(
                left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero,
                Timeout.InfiniteTimeSpan
            );
        }
    }

    public void Dispose() => timer.Dispose();

    [LoggerMessage(LogLevel.Error, "Something on the simulator's agenda failed")]
    partial void LogFailure(Exception exception);
}
