using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.WhatsApp.Contracts;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.WhatsApp.Sending;

/// <summary>One POST to WhatsApp. It never throws for what the network does; it says what is known about the outcome.</summary>
internal sealed class PostMessage(IHttpClientFactory clients, GraphAddress address)
{
    public const string Client = "whatsapp";
    private const int LongestAnswer = 256 * 1024;

    /// <summary>How long a connection may take to come about. Nothing is sent before.</summary>
    public static readonly TimeSpan PatienceForConnection = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PatienceForAnswer = TimeSpan.FromSeconds(30);

    public async Task<SendOutcome> RunAsync(ClaimedSend claimed, CancellationToken cancellation)
    {
        if (address.Messages(claimed.PhoneNumberId) is not { } target)
            return new SendOutcome.Unreachable("the server does not listen yet");
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new ByteArrayContent(SendWriter.Write(claimed.Id, claimed.Send, claimed.To))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(PatienceForAnswer);
        try
        {
            using var http = clients.CreateClient(Client);
            using var response = await http.SendAsync(request, patience.Token);
            return SendAnswerReader.Read(
                (int)response.StatusCode,
                await response.Content.ReadAsByteArrayAsync(patience.Token)
            );
        }
        catch (OperationCanceledException error)
            when (!patience.IsCancellationRequested && error.InnerException is TimeoutException)
        {
            // Not our patience: the handler gave up connecting, and says so in no other way.
            return new SendOutcome.Unreachable("ConnectTimeout");
        }
        catch (HttpRequestException error) when (NeverLeft(error.HttpRequestError))
        {
            return new SendOutcome.Unreachable(error.HttpRequestError.ToString());
        }
        catch (HttpRequestException error)
        {
            return new SendOutcome.Unknown(error.HttpRequestError.ToString());
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            return new SendOutcome.Unknown(error.GetType().Name);
        }
    }

    public static void Configure(IServiceProvider services, HttpClient http)
    {
        var token = services.GetRequiredService<WhatsAppSettings>().AccessToken;
        http.DefaultRequestHeaders.Authorization = new("Bearer", token.Reveal());
        http.Timeout = Timeout.InfiniteTimeSpan; // how long an answer may take is each request's own
        http.MaxResponseContentBufferSize = LongestAnswer;
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Trunkline");
    }

    private static bool NeverLeft(HttpRequestError error) =>
        error
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;
}
