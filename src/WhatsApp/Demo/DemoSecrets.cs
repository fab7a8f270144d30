using System.Security.Cryptography;
using Trunkline.Platform;
using Trunkline.Platform.Settings;

namespace Trunkline.WhatsApp.Demo;

/// <summary>
/// What the demo's server and its simulator share, made up once for each data directory: a demo that is reachable from
/// elsewhere must not accept webhooks that anybody could sign.
/// </summary>
internal sealed record DemoSecrets(Secret AppSecret, Secret VerifyToken, Secret AccessToken)
{
    private const string FileName = "demo-whatsapp-secrets";

    public static DemoSecrets In(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(path))
                Make(path);
            var lines = File.ReadAllLines(path);
            return lines.Length >= 3
                ? new(new(lines[0]), new(lines[1]), new(lines[2]))
                : throw new SettingException($"The file '{path}' is damaged: delete it, and a new one is made.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The setting Data__Directory is '{directory}', but the demo's secrets cannot be kept there: {error.Message}"
            );
        }
    }

    // Of two processes that start together one makes the file, whole; the other reads it.
    private static void Make(string path)
    {
        var made = $"{path}.{Environment.ProcessId}";
        using (var lines = new StreamWriter(PrivateFiles.Open(made, FileMode.Create)))
            for (var count = 0; count < 3; count++)
                lines.WriteLine(RandomNumberGenerator.GetHexString(32, true));
        try
        {
            File.Move(made, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(made);
        }
    }
}
