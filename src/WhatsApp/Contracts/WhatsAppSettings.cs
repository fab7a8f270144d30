using Microsoft.Extensions.Configuration;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Settings;
using Trunkline.WhatsApp.Demo;

namespace Trunkline.WhatsApp.Contracts;

/// <summary>
/// Where WhatsApp is and what we share with it: <c>WhatsApp__GraphBaseUrl</c>, <c>WhatsApp__GraphVersion</c>,
/// <c>WhatsApp__AppSecret</c> (one or several), <c>WhatsApp__VerifyToken</c>, <c>WhatsApp__AccessToken</c>,
/// <c>WhatsApp__LongestWaitSeconds</c>.
/// </summary>
/// <param name="GraphBaseUrl">Null: the simulator in this very server.</param>
/// <param name="AppSecrets">Any of them may have signed a webhook; the first is the newest.</param>
/// <param name="LongestWait">A webhook that would wait longer for its turn is refused; zero: none ever is.</param>
public sealed record WhatsAppSettings(
    Uri? GraphBaseUrl,
    string? GraphVersion,
    IReadOnlyList<Secret> AppSecrets,
    Secret VerifyToken,
    Secret AccessToken,
    TimeSpan LongestWait
)
{
    /// <summary>Throws with one sentence when something is missing or wrong. Only the demo may leave everything out.</summary>
    public static WhatsAppSettings Read(IConfiguration configuration)
    {
        var demo = DemoSettings.Read(configuration).Enabled
            ? DemoSecrets.In(DatabaseSettings.Read(configuration).Directory)
            : null;
        return new(
            Address(configuration, demo is not null),
            Version(configuration),
            Several(configuration, "WhatsApp:AppSecret", demo?.AppSecret),
            One(configuration, "WhatsApp:VerifyToken", demo?.VerifyToken),
            InHeader(One(configuration, "WhatsApp:AccessToken", demo?.AccessToken)),
            TimeSpan.FromSeconds(
                configuration.Number("WhatsApp:LongestWaitSeconds", otherwise: 3, least: 0, most: 86_400)
            )
        );
    }

    // Whoever copied quotes or a line break with it would learn of that by every message's unknown outcome.
    private static Secret InHeader(Secret token) =>
        token.Reveal().All(character => character is >= ' ' and < '\x7f')
            ? token
            : throw new SettingException(
                "The setting WhatsApp__AccessToken accepts only letters, digits and signs of ASCII, in one line: copy the token alone."
            );

    private static Uri? Address(IConfiguration configuration, bool demo)
    {
        if (configuration.Optional("WhatsApp:GraphBaseUrl") is not null)
            return configuration.Address("WhatsApp:GraphBaseUrl");
        return demo ? null : new Uri("https://graph.facebook.com");
    }

    private static string? Version(IConfiguration configuration) =>
        configuration.Optional("WhatsApp:GraphVersion") switch
        {
            null => null,
            ['v', .. var number] text when decimal.TryParse(number, out _) => text,
            var text => throw new SettingException(
                $"The setting WhatsApp__GraphVersion is '{text}', but accepts only a version such as v23.0."
            ),
        };

    private static IReadOnlyList<Secret> Several(IConfiguration configuration, string key, Secret? otherwise)
    {
        var given = configuration.Several(key);
        if (given.Count > 0)
            return [.. given.Select(text => new Secret(text))];
        return otherwise is null ? [new Secret(configuration.Required(key))] : [otherwise];
    }

    private static Secret One(IConfiguration configuration, string key, Secret? otherwise) =>
        configuration.Optional(key) is { } text
            ? new Secret(text)
            : otherwise ?? new Secret(configuration.Required(key));
}
