using Trunkline.WhatsApp.Sending;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.WhatsApp.Connection;

/// <summary>Asks WhatsApp about a number. It never throws for what the network does.</summary>
internal sealed class AskWhatsApp(IHttpClientFactory clients, GraphAddress address)
{
    // A person looks at an empty page meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public Task<Asked<NumberAtWhatsApp>> NumberAsync(string phoneNumberId, CancellationToken cancellation) =>
        GetAsync(
            address.Of($"{Uri.EscapeDataString(phoneNumberId)}?fields={ConnectionReader.NumberFields}"),
            ConnectionReader.ReadNumber,
            cancellation
        );

    public Task<Asked<IReadOnlyList<string>>> AppsAsync(string businessAccountId, CancellationToken cancellation) =>
        GetAsync(
            address.Of($"{Uri.EscapeDataString(businessAccountId)}/subscribed_apps"),
            ConnectionReader.ReadApps,
            cancellation
        );

    private async Task<Asked<T>> GetAsync<T>(
        Uri? target,
        Func<int, ReadOnlyMemory<byte>, Asked<T>> read,
        CancellationToken cancellation
    )
    {
        if (target is null)
            return new Asked<T>.Silent();
        try
        {
            using var http = clients.CreateClient(PostMessage.Client);
            http.Timeout = Patience;
            using var response = await http.GetAsync(target, cancellation);
            return read((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return new Asked<T>.Silent();
        }
    }
}
