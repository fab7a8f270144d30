using Microsoft.Data.Sqlite;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Data;

/// <summary>
/// On SQLite one process has the database: two would not hear of each other's commits. The lock is one of the operating
/// system, so it ends with its holder, however that ends. Hosts inside one process, as tests start them, share it.
/// </summary>
internal sealed class DatabaseFile(DatabaseSettings settings, TimeProvider time) : IDisposable
{
    // A process that is stopping and the one that follows it may overlap for a moment.
    private const int Tries = 20;

    // What the operating system says of a file that another process has: EWOULDBLOCK, ERROR_SHARING_VIOLATION.
    private const int HeldOnUnix = 11;
    private const int HeldOnWindows = unchecked((int)0x80070020);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, (FileStream Lock, int Hosts)> Held = new(StringComparer.Ordinal);

    private string? taken;

    public async Task TakeAsync(CancellationToken cancellation)
    {
        if (taken is not null || settings.File is not { } path)
            return;
        for (var left = Tries; !TryTake(path); left--)
        {
            if (left == 0)
                throw new SettingException(
                    $"The database {path} is in use by another process of Trunkline: stop that one, or set Database__Provider to PostgreSql to run several."
                );
            await Task.Delay(Pause, time, cancellation);
        }
        taken = path;
    }

    public void Dispose()
    {
        if (taken is not { } path)
            return;
        taken = null;
        lock (Gate)
            if (Held[path] is { Hosts: > 1 } shared)
                Held[path] = shared with { Hosts = shared.Hosts - 1 };
            else if (Held.Remove(path, out var last))
                last.Lock.Dispose();
    }

    private static bool TryTake(string path)
    {
        lock (Gate)
        {
            if (Held.TryGetValue(path, out var shared))
            {
                Held[path] = shared with { Hosts = shared.Hosts + 1 };
                return true;
            }
            try
            {
                var file = PrivateFiles.Open(path + ".lock", FileMode.OpenOrCreate);
                // Before SQLite makes it: the files of its log get the same rights.
                PrivateFiles.Open(path, FileMode.OpenOrCreate).Dispose();
                Held[path] = (file, 1);
                return true;
            }
            catch (DirectoryNotFoundException)
            {
                throw new SettingException($"The database {path} lies in a folder that does not exist.");
            }
            catch (IOException error) when (error.HResult is HeldOnUnix or HeldOnWindows)
            {
                return false;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new SettingException(
                    $"The database {path} cannot be written: let the user that runs Trunkline write there, or set Data__Directory to another folder."
                );
            }
        }
    }
}
