using System.Globalization;
using System.Security.Cryptography;

namespace Trunkline.WhatsApp.Simulator.Webhooks;

/// <summary>The GET with which Meta makes sure that a callback address belongs to whoever saves it.</summary>
internal sealed class CallbackVerification(IHttpClientFactory clients)
{
    /// <summary>Null when the address answered 200 with exactly the challenge; otherwise what was wrong.</summary>
    public async Task<string?> FindProblemAsync(
        string callbackUrl,
        string verifyToken,
        CancellationToken cancellationToken
    )
    {
        if (!Uri.TryCreate(callbackUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return "The callback URL is not an absolute http(s) address.";
        var challenge = RandomNumberGenerator
            .GetInt32(100_000_000, int.MaxValue)
            .ToString(CultureInfo.InvariantCulture);
        var separator = address.Query.Length == 0 ? '?' : '&';
        var question =
            $"{callbackUrl}{separator}hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={Uri.EscapeDataString(verifyToken)}";
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(10));
            using var response = await clients.CreateClient(WebhookSender.ClientName).GetAsync(question, limit.Token);
            if ((int)response.StatusCode != 200)
                return $"HTTP Status Code = {(int)response.StatusCode}; HTTP Message = {response.ReasonPhrase}";
            return await response.Content.ReadAsStringAsync(limit.Token) == challenge
                ? null
                : "The response did not match the challenge.";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "The callback URL did not answer in time.";
        }
    }
}
