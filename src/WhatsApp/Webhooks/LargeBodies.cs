using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Trunkline.Platform;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Reads bodies that are larger than usual. Until the last byte is there nobody knows whether Meta sends it, and anybody may send most of
/// one over each of a thousand connections: so it lies in a file, a bounded number of them is under way, and none for long.
/// </summary>
internal sealed class LargeBodies : IDisposable
{
    /// <summary>In bytes. Meta sends up to 3 MB.</summary>
    public const int Largest = 4 * 1024 * 1024;

    private const int InMemory = 32 * 1024;
    private const int MostTogether = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrencyLimiter underWay = new(new() { PermitLimit = MostTogether, QueueLimit = 0 });

    /// <summary>
    /// The whole body, or why it is not taken: it is too large, or it does not come or cannot be kept now. Throws
    /// <see cref="OperationCanceledException"/> when the sender has gone.
    /// </summary>
    public async Task<(byte[]? Body, Refusal? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > Largest)
            return (null, new BodyTooLarge());
        using var place = underWay.AttemptAcquire();
        if (!place.IsAcquired)
            return NotNow();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            request.EnableBuffering(InMemory);
            if (await LengthAsync(request.Body, patience.Token) is not { } length)
                return (null, new BodyTooLarge());
            var body = new byte[length];
            request.Body.Position = 0;
            await request.Body.ReadExactlyAsync(body, patience.Token);
            return (body, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NotNow();
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            // The disk is full, or the sender has gone and reads no answer.
            return NotNow();
        }
    }

    private static (byte[]?, Refusal?) NotNow()
    {
        WhatsAppMeter.NotStored.Add(1);
        return (null, new InboxUnavailable());
    }

    public void Dispose() => underWay.Dispose();

    private static async Task<long?> LengthAsync(Stream body, CancellationToken cancellation)
    {
        var piece = new byte[4 * 1024];
        var length = 0L;
        while (await body.ReadAsync(piece, cancellation) is var count and > 0)
        {
            length += count;
            if (length > Largest)
                return null;
        }
        return length;
    }
}
