using System.Collections.Concurrent;

namespace Trunkline.Faults.Traffic;

/// <summary>What the outside was promised: the only truth that the checks believe. Kept as a file too, to be read after a failure.</summary>
public sealed class Journal : IDisposable
{
    private readonly ConcurrentQueue<Saying> acknowledged = new();
    private readonly ConcurrentQueue<Sending> accepted = new();
    private readonly ConcurrentDictionary<Writer, Move> moved = new();
    private readonly TextWriter file;
    private int count;
    private int moves;

    public Journal(string path)
    {
        Path = path;
        file = TextWriter.Synchronized(new StreamWriter(path, append: false) { AutoFlush = true });
    }

    private Journal() => (Path, file) = ("", TextWriter.Null);

    /// <summary>Of a run that did not come to its first promise.</summary>
    public static Journal Nothing { get; } = new();

    public string Path { get; }

    public int Acknowledged => count;

    /// <summary>In the order of the answers; of one customer that is the order in which they came.</summary>
    public IReadOnlyCollection<Saying> Messages => acknowledged;

    /// <summary>In the order of the answers.</summary>
    public IReadOnlyCollection<Sending> Sends => accepted;

    /// <summary>The last move of each customer who has moved.</summary>
    public IReadOnlyCollection<Move> LastMoves => [.. moved.Values];

    public int Moves => moves;

    /// <summary>From each fault that somebody else must mend until the next acknowledgement.</summary>
    public ConcurrentQueue<TimeSpan> Outages { get; } = new();

    public long WebhooksRefused;
    public long EmployeeRefused;
    public long Broken;
    public long Repeated;
    public long Read;

    public long AllRefused => Interlocked.Read(ref WebhooksRefused) + Interlocked.Read(ref EmployeeRefused);

    public void Acknowledge(Saying saying)
    {
        acknowledged.Enqueue(saying);
        Interlocked.Increment(ref count);
        file.WriteLine($"200 {saying.Name} {saying.Seconds}");
    }

    public void Accept(Sending sending)
    {
        accepted.Enqueue(sending);
        file.WriteLine($"201 {sending.Text} {sending.To.Number}");
    }

    /// <summary>All that WhatsApp tells of it is acknowledged.</summary>
    public void Move(Move move)
    {
        moved[move.Writer] = move;
        Interlocked.Increment(ref moves);
        file.WriteLine($"200 moved {move.Before.Phone} {move.After.Phone} {move.Seconds}");
    }

    public void Dispose() => file.Dispose();
}

/// <summary>A message of an employee that the API accepted; the text is also its client id.</summary>
/// <param name="Left">How many numbers the customer had left before this round, which nothing may go to any more.</param>
public sealed record Sending(string Text, Writer To, int Left);
