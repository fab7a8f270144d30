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

    /// <summary>How many bodies are in this state, once for each lane that they touch.</summary>
    public static Task<int> InboxBodies(this TrunklineHost host, string state) =>
        host.Ask<int>(
            $"SELECT CAST(COALESCE(SUM(count), 0) AS INT) AS \"Value\" FROM whatsapp_inbox WHERE state = {state}"
        );

    public static Task<int> Messages(this TrunklineHost host, string provider) =>
        host.Ask<int>(
            $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM conversations_message WHERE provider_id LIKE {provider}"
        );

    /// <summary>The provider's ids of messages in the order in which they were stored.</summary>
    public static async Task<IReadOnlyList<string>> Order(this TrunklineHost host, string provider)
    {
        await using var scope = host.Scope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        return await db
            .Database.SqlQuery<string>(
                $"SELECT provider_id AS \"Value\" FROM conversations_message WHERE provider_id LIKE {provider} ORDER BY stored_at"
            )
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    public static Task<int> Events(this TrunklineHost host, string field) =>
        host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_event WHERE field = {field}");

    public static Task<int> Recorded(this TrunklineHost host, string kind) =>
        host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM auditing_change WHERE kind = {kind}");
}
