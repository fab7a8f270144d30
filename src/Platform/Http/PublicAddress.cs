using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Http;

/// <summary>
/// The address under which people reach this server, for links in mails: <c>Server__Address</c>. Without that setting it is
/// the address that the request itself used, so a server that faces the internet should set it.
/// </summary>
public sealed class PublicAddress
{
    private readonly string? configured;

    public PublicAddress(IConfiguration configuration) =>
        configured = configuration.Optional("Server:Address") is null
            ? null
            : configuration.Address("Server:Address").ToString().TrimEnd('/');

    /// <summary>The full address of a path such as <c>/portal</c>.</summary>
    public string Of(HttpContext context, string path) =>
        (configured ?? $"{context.Request.Scheme}://{context.Request.Host}") + path;
}
