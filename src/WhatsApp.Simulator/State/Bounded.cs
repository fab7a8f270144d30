namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>The newest entries of a log, and no more.</summary>
internal sealed class Bounded<T>(int capacity)
{
    readonly Queue<T> entries = new();

    public IReadOnlyList<T> Snapshot()
    {
        lock (entries)
        {
            return [.. entries];
        }
    }

    public void Add(T entry)
    {
        lock (entries)
        {
            entries.Enqueue(entry);
            while (entries.Count > capacity)
                entries.Dequeue();
        }
    }

    public void Clear()
    {
        lock (entries)
        {
            entries.Clear();
        }
    }
}
