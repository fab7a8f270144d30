using System.Runtime.Versioning;
using Trunkline.Platform.Mail;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.StoreTests.Platform;

/// <summary>What lies in the data directory is nobody else's to read, also where somebody else has made the directory.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PrivateFilesTests
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    [Fact]
    public async Task The_database_is_its_owners_alone()
    {
        using var folder = OpenFolder();
        await using var database = TestDatabase.At(
            Store.Sqlite,
            $"Data Source={Path.Combine(folder.Path, "trunkline.db")}"
        );

        await using (await TrunklineProcess.Start(database))
        {
            foreach (var file in new[] { "trunkline.db", "trunkline.db-wal", "trunkline.db-shm" })
            {
                (File.GetUnixFileMode(Path.Combine(folder.Path, file)) & Others).ShouldBe(UnixFileMode.None, file);
            }
        }
    }

    [Fact]
    public async Task A_mail_in_the_folder_is_its_owners_alone()
    {
        using var folder = OpenFolder();

        await new OutboxFolder(folder.Path).SendAsync(
            new SendMail("ana@example.com", "Welcome", "Set your password here."),
            TestContext.Current.CancellationToken
        );

        var mail = Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
        (File.GetUnixFileMode(mail) & Others).ShouldBe(UnixFileMode.None);
    }

    private static TestFolder OpenFolder()
    {
        var folder = new TestFolder();
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | Others);
        return folder;
    }
}
