using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.RegularExpressions;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Faults.Traffic;

/// <summary>An employee's open app: follows the live stream with its cursor, from whichever server answers.</summary>
internal sealed partial class Reader(Entrances entrances, DemoPerson person, AppSession session) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient http = new(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<string, int> seen = new();
    private readonly ConcurrentDictionary<string, bool> heard = new();
    private readonly ConcurrentQueue<string> problems = new();
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task following = Task.CompletedTask;
    private long? cursor;

    public DemoPerson Person => person;

    /// <summary>The names of all messages that were put into their threads so far, and how often.</summary>
    public IReadOnlyDictionary<string, int> Seen => seen;

    /// <summary>The names of all that were told in any way.</summary>
    public IReadOnlyDictionary<string, bool> Heard => heard;

    /// <summary>Numbers that were left out, and resets.</summary>
    public IReadOnlyCollection<string> Problems => problems;

    public int Connections { get; private set; }

    /// <summary>Returns once the stream is open: what was said before that belongs to nobody's cursor.</summary>
    public Task Start()
    {
        following = Follow();
        return opened.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await following;
        http.Dispose();
        closing.Dispose();
    }

    private async Task Follow()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await FollowOnce();
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                // The server is gone; another one, or the same one later, goes on from the cursor.
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task FollowOnce()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, entrances.Next("/app/live"));
        session.Enter(request);
        if (cursor is { } last)
        {
            request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, closing.Token);
        answer.EnsureSuccessStatusCode();
        Connections++;
        var body = await answer.Content.ReadAsStreamAsync(closing.Token);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(closing.Token))
        {
            Take(item);
        }
    }

    private void Take(SseItem<string> item)
    {
        if (item.EventType == "reset")
        {
            problems.Enqueue($"{person.Email}: the stream was reset after {cursor}");
        }

        if (long.TryParse(item.EventId, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            if (cursor is { } before && number <= before && item.Data.Length > 0)
            {
                problems.Enqueue($"{person.Email}: after {before} came {number}, once more");
            }

            if (cursor is { } last && number > last + 1 && item.EventType != "reset")
            {
                problems.Enqueue($"{person.Email}: after {last} came {number}");
            }

            cursor = number;
            opened.TrySetResult();
        }

        foreach (var part in item.Data.Split("<turbo-stream"))
        {
            // The list says the last message too, and a bubble is drawn anew when something of it changes.
            var isNew = PutIntoThread().IsMatch(part);
            foreach (var name in Name().Matches(part).Select(match => match.Value).Distinct(StringComparer.Ordinal))
            {
                heard.TryAdd(name, true);
                if (isNew)
                {
                    seen.AddOrUpdate(name, 1, (_, times) => times + 1);
                }
            }
        }
    }

    [GeneratedRegex("""^ action="(append|before)" target="message""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PutIntoThread();

    [GeneratedRegex(@"F\d+r\d+(c\d+i|s)\d+\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
