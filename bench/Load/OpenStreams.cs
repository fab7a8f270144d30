using System.Net.ServerSentEvents;
using System.Text.RegularExpressions;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Bench.Load;

/// <summary>Open apps: each follows the live stream of its person and tells which messages it was shown.</summary>
internal sealed partial class OpenStreams : IAsyncDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private readonly CancellationTokenSource closing = new();
    private readonly List<Task> following = [];
    private readonly Action<int, string> seen;

    private OpenStreams(Action<int, string> seen) => this.seen = seen;

    /// <summary>One for each of those who have a number.</summary>
    public static async Task<OpenStreams> OfEverybody(RealBank bank, Action<int, string> seen)
    {
        var streams = new OpenStreams(seen);
        foreach (var person in new[] { DemoPerson.Cy, DemoPerson.Ana, DemoPerson.Bo })
        {
            await streams.Add(bank.Server.Address, await bank.SignIn(person));
        }

        return streams;
    }

    /// <summary>Many devices of one person.</summary>
    public static async Task<OpenStreams> OfOne(RealBank bank, DemoPerson person, int count, Action<int, string> seen)
    {
        var streams = new OpenStreams(seen);
        var session = await bank.SignIn(person);
        foreach (var some in Enumerable.Range(0, count).Chunk(50))
        {
            await Task.WhenAll(some.Select(_ => streams.Add(bank.Server.Address, session)));
        }

        return streams;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(following);
        http.Dispose();
        closing.Dispose();
    }

    private async Task Add(Uri server, AppSession session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/app/live"));
        session.Enter(request);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, closing.Token);
        answer.EnsureSuccessStatusCode();
        var items = SseParser
            .Create(await answer.Content.ReadAsStreamAsync(closing.Token))
            .EnumerateAsync(closing.Token)
            .GetAsyncEnumerator(closing.Token);
        // The greeting: from here on nothing is missed.
        await items.MoveNextAsync();
        lock (following)
        {
            following.Add(Follow(following.Count, items, answer));
        }
    }

    private async Task Follow(int stream, IAsyncEnumerator<SseItem<string>> items, HttpResponseMessage answer)
    {
        using (answer)
        {
            try
            {
                while (await items.MoveNextAsync())
                {
                    var data = items.Current.Data;
                    foreach (var name in Name().EnumerateMatches(data))
                    {
                        seen(stream, data.Substring(name.Index, name.Length));
                    }
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
            {
                // Closed.
            }
        }
    }

    [GeneratedRegex(@"B\w+?i\d{8}\.", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
