using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;

namespace Trunkline.Platform.Http;

/// <summary>
/// The name of somebody or something: one line, with something to see in it. What breaks the line, or turns around the direction of what
/// follows, could make a mail or a page say what nobody wrote there.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OneLineAttribute() : ValidationAttribute("Write it in one line, without invisible characters.")
{
    // Persian and Indic writing joins and separates letters with the first two; the others only say which way a letter belongs.
    private static readonly Rune[] Accepted = [new('\u200C'), new('\u200D'), new('\u200E'), new('\u200F')];

    // Letters and a symbol that look like nothing.
    private static readonly Rune[] Blank = [new('\u115F'), new('\u1160'), new('\u2800'), new('\u3164'), new('\uFFA0')];

    public override bool IsValid(object? value) =>
        value is not string { Length: > 0 } text
        || (text.EnumerateRunes().All(IsAcceptable) && text.EnumerateRunes().Any(IsSeen));

    private static bool IsAcceptable(Rune rune) =>
        Accepted.Contains(rune)
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );

    private static bool IsSeen(Rune rune) =>
        !Accepted.Contains(rune)
        && !Blank.Contains(rune)
        && !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark;
}
