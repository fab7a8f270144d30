using Microsoft.Data.Sqlite;

namespace Trunkline.TestKit.Databases;

/// <summary>A private folder, deleted with everything in it when disposed.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trunkline-test-");

    public string Path => folder.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        // Pooled connections keep the file open, and a deleted file that is open still costs its disk space.
        SqliteConnection.ClearAllPools();
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A host that is still stopping wrote a last file.
            Thread.Sleep(TimeSpan.FromSeconds(1));
            folder.Delete(recursive: true);
        }
    }
}
