namespace Trunkline.Platform.Data;

/// <summary>Text that comes from elsewhere, made such that both databases store it.</summary>
public static class StorableText
{
    // PostgreSQL stores every character but this one.
    private const char Nul = '\0';
    private const char Unknown = '\uFFFD';

    /// <summary>At most so many UTF-16 units of it, and never half a character.</summary>
    public static string AtMost(this string text, int length)
    {
        if (text.Length > length)
            text = text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
        return text.WithoutNul();
    }

    /// <summary>The character that PostgreSQL refuses becomes the sign for one that is not known.</summary>
    public static string WithoutNul(this string text) => text.Replace(Nul, Unknown);
}
