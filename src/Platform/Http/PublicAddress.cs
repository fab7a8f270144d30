using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Http;

/// <summary>
/// The address under which people reach this server, for links in mails: <c>Server__Address</c>. Without that setting it is
/// the address that the request itself used. That one is whatever a client says, so a server that sends mails must have the setting.
/// </summary>
public sealed class PublicAddress
{
    private readonly string? configured;

    /// <exception cref="SettingException">It is no address, or mails would lead to wherever the request says.</exception>
    public PublicAddress(IConfiguration configuration)
    {
        if (configuration.Optional("Server:Address") is not null)
            configured = configuration.Address("Server:Address").ToString().TrimEnd('/');
        else if (configuration.Optional("Mail:Server") is not null)
            throw new SettingException(
                "With Mail__Server the setting Server__Address is needed too, such as https://messages.example.org: mails carry links that set passwords."
            );
    }

    /// <summary>The full address of a path such as <c>/portal</c>.</summary>
    public string Of(HttpContext context, string path) =>
        (configured ?? $"{context.Request.Scheme}://{context.Request.Host}") + path;
}
