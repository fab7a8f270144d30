using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.WhatsApp;

/// <summary>Meta, as a host sees it: posts signed webhooks.</summary>
internal sealed class Meta(TrunklineHost host) : IDisposable
{
    public const string Address = "/webhooks/whatsapp";

    private readonly Visitor visitor = host.Visitor();

    public HttpClient Http => visitor.Http;

    public Task<HttpResponseMessage> Post(string body) => Post(Encoding.UTF8.GetBytes(body));

    public Task<HttpResponseMessage> Post(byte[] body) =>
        Post(body, WebhookSignature.Of(body, TrunklineHost.AppSecret));

    public Task<HttpResponseMessage> Post(byte[] body, string? signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signature is not null)
            request.Headers.TryAddWithoutValidation(WebhookSignature.Header, signature);
        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task Delivers(string body) => (await Post(body)).StatusCode.ShouldBe(HttpStatusCode.OK);

    public void Dispose() => visitor.Dispose();
}

internal static class StoredRows
{
    /// <summary>Asks the database itself, as an operator would; the column is called Value.</summary>
    public static async Task<T> Ask<T>(this TrunklineHost host, FormattableString sql)
    {
        await using var scope = host.Scope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        return await db.Database.SqlQuery<T>(sql).SingleAsync(TestContext.Current.CancellationToken);
    }

    public static Task<int> InboxRows(this TrunklineHost host, string state) =>
        host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_inbox WHERE state = {state}");

    public static Task<int> Messages(this TrunklineHost host, string provider) =>
        host.Ask<int>(
            $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM conversations_message WHERE provider_id LIKE {provider}"
        );

    public static Task<int> Events(this TrunklineHost host, string field) =>
        host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_event WHERE field = {field}");

    public static Task<int> Recorded(this TrunklineHost host, string kind) =>
        host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM auditing_change WHERE kind = {kind}");
}
