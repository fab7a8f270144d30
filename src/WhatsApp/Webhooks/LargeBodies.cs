using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Reads bodies that are larger than usual. Until the last byte is there nobody knows whether Meta sends it: so it lies in a file, a
/// bounded number of them is under way, from one address a tenth of them, and none for long.
/// </summary>
internal sealed partial class LargeBodies(NotStored notStored, ILogger<LargeBodies> logger) : IDisposable
{
    /// <summary>In bytes. Meta sends up to 3 MB.</summary>
    public const int Largest = 4 * 1024 * 1024;

    private const int MostTogether = 500;
    private const int MostFromOneAddress = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BodyPlaces places = new(MostTogether, MostFromOneAddress);

    /// <summary>
    /// The whole body, or why it is not taken: it is too large, or it does not come or cannot be kept now. Throws
    /// <see cref="OperationCanceledException"/> when the sender has gone.
    /// </summary>
    public async Task<(byte[]? Body, Refusal? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > Largest)
            return (null, new BodyTooLarge());
        using var place = places.TryTake(request);
        if (place is null)
            return NotNow();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            request.EnableBuffering(BodyPlaces.InMemory);
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
        catch (IOException error) when (error is not BadHttpRequestException && !cancellation.IsCancellationRequested)
        {
            CannotBeKept(error);
            return NotNow();
        }
    }

    private (byte[]?, Refusal?) NotNow()
    {
        notStored.Count();
        return (null, new InboxUnavailable());
    }

    public void Dispose() => places.Dispose();

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

    [LoggerMessage(
        LogLevel.Error,
        "A large webhook could not be kept in the temporary folder and was refused; WhatsApp sends it again"
    )]
    private partial void CannotBeKept(Exception error);
}
