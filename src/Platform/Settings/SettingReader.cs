using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Trunkline.Platform.Settings;

/// <summary>Reads settings so that a mistake stops the start with a sentence that names the setting as one writes it.</summary>
public static class SettingReader
{
    public static string Required(this IConfiguration configuration, string key) =>
        configuration.Optional(key)
        ?? throw new SettingException(
            $"The setting {Written(key)} is missing: give it a value, for example as an environment variable."
        );

    public static string? Optional(this IConfiguration configuration, string key) =>
        string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key]!.Trim();

    public static bool Flag(this IConfiguration configuration, string key, bool otherwise) =>
        configuration.Optional(key) switch
        {
            null => otherwise,
            var text when bool.TryParse(text, out var flag) => flag,
            var text => throw new SettingException(
                $"The setting {Written(key)} is '{text}', but accepts only true or false."
            ),
        };

    public static int Number(this IConfiguration configuration, string key, int otherwise, int least, int most) =>
        configuration.Optional(key) switch
        {
            null => otherwise,
            var text
                when int.TryParse(text, CultureInfo.InvariantCulture, out var number)
                    && number >= least
                    && number <= most => number,
            var text => throw new SettingException(
                $"The setting {Written(key)} is '{text}', but accepts only a whole number from {least} to {most}."
            ),
        };

    public static Uri Address(this IConfiguration configuration, string key) =>
        Uri.TryCreate(configuration.Required(key), UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
            ? address
            : throw new SettingException($"The setting {Written(key)} accepts only an absolute http or https address.");

    /// <summary>One value, or several as key__0, key__1, or several separated by commas.</summary>
    public static IReadOnlyList<string> Several(this IConfiguration configuration, string key) =>
        [
            .. configuration
                .GetSection(key)
                .GetChildren()
                .Select(child => child.Value ?? "")
                .Concat((configuration[key] ?? "").Split(','))
                .Select(text => text.Trim())
                .Where(text => text.Length > 0),
        ];

    private static string Written(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
