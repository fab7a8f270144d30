using System.Globalization;

namespace Trunkline.WhatsApp.Simulator.Contracts;

/// <summary>
/// Real time plus an offset that only grows, so that a day can pass in a click. A process that registers it as its
/// <see cref="TimeProvider"/> shares the simulator's clock: timers fire when this time has passed, not real time.
/// </summary>
public sealed class MovableTimeProvider(TimeSpan offset = default) : TimeProvider
{
    readonly Lock gate = new();
    readonly HashSet<MovableTimer> timers = [];
    readonly long origin = System.GetTimestamp();
    TimeSpan offset = offset;

    /// <summary>Raised after the clock has moved, with the new offset.</summary>
    public event Action<TimeSpan>? Moved;

    /// <summary>How far this clock is ahead of real time.</summary>
    public TimeSpan Offset
    {
        get
        {
            lock (gate)
            {
                return offset;
            }
        }
    }

    /// <summary>Starts where a previous process left the clock, and writes the offset to the file at each move.</summary>
    public static MovableTimeProvider Remembering(string path)
    {
        var saved =
            File.Exists(path)
            && TimeSpan.TryParse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture, out var found)
            && found > TimeSpan.Zero
                ? found
                : TimeSpan.Zero;
        var clock = new MovableTimeProvider(saved);
        clock.Moved += offset =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, offset.ToString("c", CultureInfo.InvariantCulture));
        };
        return clock;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    public override long GetTimestamp() => (System.GetElapsedTime(origin) + Offset).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MovableTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass at once. Time never runs backwards.</summary>
    public void MoveForward(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        MovableTimer[] waiting;
        TimeSpan moved;
        lock (gate)
        {
            moved = offset += by;
            waiting = [.. timers];
        }
        foreach (var timer in waiting)
            timer.Reconsider();
        Moved?.Invoke(moved);
    }

    sealed class MovableTimer : ITimer
    {
        // The system's timers refuse more than 49 days; a longer wait is made of shorter ones.
        static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

        readonly MovableTimeProvider clock;
        readonly TimerCallback callback;
        readonly object? state;
        readonly ITimer real;
        long? due;
        TimeSpan period;
        bool disposed;

        public MovableTimer(MovableTimeProvider clock, TimerCallback callback, object? state)
        {
            (this.clock, this.callback, this.state) = (clock, callback, state);
            real = System.CreateTimer(
                static timer => ((MovableTimer)timer!).Tick(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var never = dueTime == Timeout.InfiniteTimeSpan;
            lock (clock.gate)
            {
                if (disposed)
                    return false;
                this.period = period;
                due = never ? null : clock.Ticks() + dueTime.Ticks;
                if (never)
                    clock.timers.Remove(this);
                else
                    clock.timers.Add(this);
            }
            Reconsider();
            return true;
        }

        public void Reconsider()
        {
            lock (clock.gate)
            {
                if (disposed)
                    return;
                var left = due is { } at
                    ? TimeSpan.FromTicks(Math.Max(0, at - clock.Ticks()))
                    : Timeout.InfiniteTimeSpan;
                real.Change(left > LongestWait ? LongestWait : left, Timeout.InfiniteTimeSpan);
            }
        }

        void Tick()
        {
            lock (clock.gate)
            {
                if (disposed || due is null)
                    return;
                var now = clock.Ticks();
                if (due > now)
                {
                    Reconsider();
                    return;
                }
                // Ticks missed while the clock jumped count as one, as PeriodicTimer does.
                if (period > TimeSpan.Zero)
                    due = Math.Max(due.Value + period.Ticks, now + 1);
                else
                {
                    due = null;
                    clock.timers.Remove(this);
                }
            }
            callback(state);
            Reconsider();
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                disposed = true;
                clock.timers.Remove(this);
            }
            real.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    long Ticks() => System.GetElapsedTime(origin).Ticks + offset.Ticks;
}
