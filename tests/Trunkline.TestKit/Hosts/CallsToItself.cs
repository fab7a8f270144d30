using Microsoft.AspNetCore.TestHost;

namespace Trunkline.TestKit.Hosts;

/// <summary>
/// Carries what the host calls over HTTP back to the host. A call waits until the host has started: to ask the factory
/// for its server earlier would start a second host on the same database, which no test would know of.
/// </summary>
internal sealed class CallsToItself(Task<TestServer> started) : HttpMessageHandler
{
    private HttpMessageInvoker? server;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var host = await started.WaitAsync(cancellationToken);
        server ??= new HttpMessageInvoker(host.CreateHandler());
        return await server.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            server?.Dispose();
        base.Dispose(disposing);
    }
}
