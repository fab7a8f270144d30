using Microsoft.Data.Sqlite;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Data;

/// <summary>
/// On SQLite one process has the database: two would not hear of each other's commits. The lock is one of the operating
/// system, so it ends with its holder, however that ends.
/// </summary>
internal sealed class DatabaseFile(DatabaseSettings settings, TimeProvider time) : IDisposable
{
    // A process that is stopping and the one that follows it may overlap for a moment.
    private const int Tries = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private FileStream? held;

    public async Task TakeAsync(CancellationToken cancellation)
    {
        if (held is not null || settings.Provider is not DatabaseProvider.Sqlite)
            return;
        var source = new SqliteConnectionStringBuilder(settings.ConnectionString).DataSource;
        if (source.Length == 0 || source.StartsWith(":memory:", StringComparison.Ordinal))
            return;
        var path = Path.GetFullPath(source);
        for (var left = Tries; ; left--)
            try
            {
                held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException) when (left > 0 && Directory.Exists(Path.GetDirectoryName(path)))
            {
                await Task.Delay(Pause, time, cancellation);
            }
            catch (IOException)
            {
                throw new SettingException(
                    $"The database {path} is in use by another process of Trunkline: stop that one, or set Database__Provider to PostgreSql to run several."
                );
            }
    }

    public void Dispose() => held?.Dispose();
}
