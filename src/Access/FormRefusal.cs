using Trunkline.Platform;

namespace Trunkline.Access;

internal static class FormRefusal
{
    /// What a form shows when the use case refused: beside the field where the refusal names one, otherwise beside the given one.
    public static IReadOnlyDictionary<string, string[]> Errors(Refusal refusal, string field) =>
        refusal is InvalidInput invalid
            ? invalid.Errors
            : new Dictionary<string, string[]> { [field] = [refusal.Message] };
}
