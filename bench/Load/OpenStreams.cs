using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Bench.Load;

/// <summary>Open apps: each follows the live stream of its person and tells which messages it was shown.</summary>
internal sealed partial class OpenStreams : IAsyncDisposable
{
    /// <summary>One more, and the server ends the oldest.</summary>
    public const int PagesOfOne = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

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

    /// <summary>As many pages of each person as the server lets anybody have open.</summary>
    public static async Task<OpenStreams> OfMany(
        RealBank bank,
        IReadOnlyList<AppSession> people,
        Action<int, string> seen
    )
    {
        var streams = new OpenStreams(seen);
        foreach (var person in people)
        {
            await Task.WhenAll(Enumerable.Range(0, PagesOfOne).Select(_ => streams.Add(bank.Server.Address, person)));
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
        var device = new Device(server, session);
        // From the greeting on nothing is missed.
        await device.Open(http, closing.Token);
        lock (following)
        {
            following.Add(Follow(following.Count, device));
        }
    }

    // As a browser does: who was too slow, and was dropped for it, comes back with the last number it saw.
    private async Task Follow(int number, Device device)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await foreach (var data in device.Read(closing.Token))
                {
                    foreach (var name in Name().EnumerateMatches(data))
                    {
                        seen(number, data.Substring(name.Index, name.Length));
                    }
                }

                await device.Open(http, closing.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
        }

        device.Close();
    }

    /// <summary>One device, and how far it has read.</summary>
    private sealed class Device(Uri server, AppSession session)
    {
        private HttpResponseMessage? answer;
        private IAsyncEnumerator<SseItem<string>>? items;
        private string? cursor;

        public async Task Open(HttpClient http, CancellationToken cancellation)
        {
            Close();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/app/live"));
            session.Enter(request);
            if (cursor is not null)
            {
                request.Headers.Add("Last-Event-ID", cursor);
            }

            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            answer.EnsureSuccessStatusCode();
            items = SseParser
                .Create(await answer.Content.ReadAsStreamAsync(cancellation))
                .EnumerateAsync(cancellation)
                .GetAsyncEnumerator(cancellation);
            await items.MoveNextAsync();
            cursor = items.Current.EventId ?? cursor;
        }

        public async IAsyncEnumerable<string> Read([EnumeratorCancellation] CancellationToken cancellation)
        {
            while (items is not null && !cancellation.IsCancellationRequested && await items.MoveNextAsync())
            {
                cursor = items.Current.EventId ?? cursor;
                yield return items.Current.Data;
            }
        }

        public void Close()
        {
            answer?.Dispose();
            (answer, items) = (null, null);
        }
    }

    [GeneratedRegex(@"B\w+?i\d{8}\.", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
