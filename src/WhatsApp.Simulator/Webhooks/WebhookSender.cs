using System.Diagnostics;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Trunkline.WhatsApp.Simulator.Network;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Webhooks;

/// <summary>Carries updates to every subscribed app: signed, batched, in parallel, and again until it is answered 200.</summary>
internal sealed partial class WebhookSender(
    SimulatorState state,
    Agenda agenda,
    IHttpClientFactory clients,
    TimeProvider time,
    ILogger<WebhookSender> log
) : BackgroundService
{
    public const string ClientName = "simulator-webhooks";
    const int MostWaiting = 20_000;
    const int Logged = 1_000;

    readonly Channel<WebhookUpdate> updates = Channel.CreateBounded<WebhookUpdate>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
    );
    readonly Channel<Delivery> ready = Channel.CreateBounded<Delivery>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest }
    );
    long lastDelivery;

    public Bounded<Delivery> Deliveries { get; } = new(Logged);

    /// <summary>Never waits, so that it may be called while the state is held.</summary>
    public void Publish(WebhookUpdate update) => updates.Writer.TryWrite(update);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var carriers = Enumerable
            .Range(0, Math.Clamp(state.Behaviour.ParallelDeliveries, 1, 64))
            .Select(_ => CarryAsync(stoppingToken));
        try
        {
            await Task.WhenAll([ComposeAsync(stoppingToken), .. carriers]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what is under way was never promised to survive it.
        }
    }

    async Task ComposeAsync(CancellationToken stoppingToken)
    {
        await foreach (var first in updates.Reader.ReadAllAsync(stoppingToken))
        {
            var behaviour = state.Behaviour;
            List<WebhookUpdate> batch = [first];
            if (behaviour.UpdatesPerDelivery > 1 && behaviour.BatchFor > TimeSpan.Zero)
                await Task.Delay(behaviour.BatchFor, time, stoppingToken);
            while (
                batch.Count < Math.Clamp(behaviour.UpdatesPerDelivery, 1, 1000) && updates.Reader.TryRead(out var next)
            )
                batch.Add(next);
            foreach (var delivery in Compose(batch, behaviour))
            {
                Deliveries.Add(delivery);
                ready.Writer.TryWrite(delivery);
            }
        }
    }

    List<Delivery> Compose(List<WebhookUpdate> batch, SimulatedBehaviour behaviour)
    {
        var encoder = new AsciiJson(behaviour.RawUtf8, behaviour.PhpEscapes);
        lock (state.Gate)
        {
            return
            [
                .. from app in state.Apps.Values
                from update in batch
                let url = app.CallbackFor(update.AccountId, update.PhoneNumberId is { } id ? state.Number(id) : null)
                where url is not null
                group update by (app, url) into target
                select new Delivery(
                    ++lastDelivery,
                    target.Key.app.Settings.Id,
                    target.Key.url,
                    string.Join(", ", target.Select(update => update.Summary)),
                    encoder.Encode(WebhookBody.Of(target)),
                    target.Key.app.Settings.Secret,
                    time.GetUtcNow()
                ),
            ];
        }
    }

    async Task CarryAsync(CancellationToken stoppingToken)
    {
        await foreach (var delivery in ready.Reader.ReadAllAsync(stoppingToken))
        {
            var attempt = await AttemptAsync(delivery, stoppingToken);
            var waits = state.Behaviour.RetryAfter;
            var made = delivery.Attempts.Count;
            delivery.Record(attempt, made < waits.Count ? waits[made] : null);
            if (delivery.NextAttemptAt is { } due)
                agenda.At(due, () => ready.Writer.TryWrite(delivery));
            if (delivery.State == DeliveryState.Dropped)
                LogDropped(delivery.Id, delivery.Url, delivery.Attempts.Count);
            state.Changed();
        }
    }

    async Task<DeliveryAttempt> AttemptAsync(Delivery delivery, CancellationToken stoppingToken)
    {
        var at = time.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        int? status = null;
        string? problem = null;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            limit.CancelAfter(state.Behaviour.DeliveryTimeout);
            using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url)
            {
                Content = new ByteArrayContent(delivery.Bytes)
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                },
            };
            request.Headers.Add("X-Hub-Signature", delivery.OldSignature);
            request.Headers.Add("X-Hub-Signature-256", delivery.Signature);
            request.Headers.Add("User-Agent", "facebookexternalua");
            request.Headers.Add("Accept", "*/*");
            using var response = await clients.CreateClient(ClientName).SendAsync(request, limit.Token);
            status = (int)response.StatusCode;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            problem = "no answer in time";
        }
        catch (Exception exception)
            when (exception is HttpRequestException or InvalidOperationException or UriFormatException)
        {
            problem = exception.Message;
        }
        return new DeliveryAttempt(at, status, problem, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    [LoggerMessage(LogLevel.Warning, "Webhook {Delivery} to {Url} was dropped after {Attempts} attempts")]
    partial void LogDropped(long delivery, string url, int attempts);
}
