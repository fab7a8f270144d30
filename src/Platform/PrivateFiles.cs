namespace Trunkline.Platform;

/// <summary>
/// Files and folders that nobody else on the machine can read, whatever the folder above them lets people do: what customers said
/// is there, and links that open accounts.
/// </summary>
public static class PrivateFiles
{
    /// <summary>Makes the folder if there is none; one that is there keeps the rights that somebody gave it.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file for writing, and nobody else meanwhile; one that is made by it is its owner's alone.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }
}
