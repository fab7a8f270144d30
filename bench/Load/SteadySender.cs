using System.Diagnostics;

namespace Trunkline.Bench.Load;

/// <summary>Posts webhooks at a steady rate, whatever the answers do; for rates that a .NET client masters with ease.</summary>
internal sealed class SteadySender(Uri server) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Tells the moment before each post and the moment of its 200.</summary>
    public async Task Send(
        string name,
        int perSecond,
        TimeSpan duration,
        Action<string, long> posted,
        Action<string, long> answered
    )
    {
        var started = Stopwatch.GetTimestamp();
        var posts = new List<Task>();
        var count = Count(perSecond, duration);
        for (var index = 0; index < count; index++)
        {
            var due = TimeSpan.FromSeconds((double)index / perSecond);
            if (due - Stopwatch.GetElapsedTime(started) is var early && early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early);
            }

            posts.Add(Post(name, index, posted, answered));
        }

        await Task.WhenAll(posts);
    }

    /// <summary>How many that is.</summary>
    public static int Count(int perSecond, TimeSpan duration) => (int)(perSecond * duration.TotalSeconds);

    public void Dispose() => http.Dispose();

    private async Task Post(string name, int index, Action<string, long> posted, Action<string, long> answered)
    {
        await Task.Yield();
        using var request = Requests.Post(server, name, index);
        var text = Requests.Text(name, index);
        posted(text, Stopwatch.GetTimestamp());
        using var answer = await http.SendAsync(request);
        if (answer.IsSuccessStatusCode)
        {
            answered(text, Stopwatch.GetTimestamp());
        }
    }
}
