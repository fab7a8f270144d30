using System.Net.ServerSentEvents;

namespace Trunkline.TestKit.Live;

/// <summary>An open stream of server-sent events, read one by one.</summary>
public sealed class LiveStream : IAsyncDisposable
{
    // Long, for a slow machine: only what fails waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage response;
    private readonly IAsyncEnumerator<SseItem<string>> items;
    private readonly CancellationTokenSource closing = new();
    private readonly List<string> heard = [];
    private Task<bool>? coming;

    private LiveStream(HttpResponseMessage response, Stream body)
    {
        this.response = response;
        items = SseParser.Create(body).EnumerateAsync(closing.Token).GetAsyncEnumerator(closing.Token);
    }

    /// <summary>Where a reader who lost the connection goes on.</summary>
    public string? LastEventId { get; private set; }

    public static async Task<LiveStream> Open(HttpClient http, string address, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var cancellation = TestContext.Current.CancellationToken;
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        var stream = new LiveStream(response, await response.Content.ReadAsStreamAsync(cancellation));
        await stream.Greeted();
        return stream;
    }

    /// <summary>The next event that is not a ping; fails when none comes in time.</summary>
    public Task<SseItem<string>> Next(TimeSpan? patience = null) => Next("any event", _ => true, patience);

    /// <summary>The next event whose data contains these words, such as the kind of a stream action or what a person would read.</summary>
    public Task<SseItem<string>> NextSaying(string words, TimeSpan? patience = null) =>
        Next($"an event saying '{words}'", item => item.Data.Contains(words, StringComparison.Ordinal), patience);

    /// <summary>Reads until the server ends the stream; fails when it goes on.</summary>
    public async Task Ended(TimeSpan? patience = null)
    {
        var deadline = Task.Delay(patience ?? Patience, TestContext.Current.CancellationToken);
        while (true)
        {
            coming ??= items.MoveNextAsync().AsTask();
            if (await Task.WhenAny(coming, deadline) == deadline)
            {
                throw new TimeoutException($"The live stream did not end; heard: {string.Join(" | ", heard)}");
            }

            if (!await coming)
            {
                return;
            }

            coming = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        response.Dispose();
        closing.Dispose();
    }

    // The server says where the stream begins before anything else; from then on nothing that is told is missed.
    private async Task Greeted()
    {
        (await items.MoveNextAsync()).ShouldBeTrue("The live stream ended at once.");
        items.Current.EventType.ShouldBe("ping");
        LastEventId = items.Current.EventId;
    }

    private async Task<SseItem<string>> Next(string expectation, Func<SseItem<string>, bool> wanted, TimeSpan? patience)
    {
        var limit = patience ?? Patience;
        var deadline = Task.Delay(limit, TestContext.Current.CancellationToken);
        while (true)
        {
            coming ??= items.MoveNextAsync().AsTask();
            if (await Task.WhenAny(coming, deadline) == deadline)
            {
                throw new TimeoutException(
                    $"Waited {limit.TotalSeconds:0.#} s in vain on the live stream for {expectation}; heard: {string.Join(" | ", heard)}"
                );
            }

            (await coming).ShouldBeTrue($"The live stream ended before {expectation}.");
            coming = null;
            LastEventId = items.Current.EventId ?? LastEventId;
            heard.Add($"{items.Current.EventId} {items.Current.EventType} {items.Current.Data}");
            if (items.Current.EventType != "ping" && wanted(items.Current))
            {
                return items.Current;
            }
        }
    }
}
