using Trunkline.Platform;

namespace Trunkline.WhatsApp.SetAside;

internal sealed record NotJson(string Place)
    : Refusal(
        "not_json",
        RefusalKind.Invalid,
        $"This is not JSON: {Place}. The original is kept; mend it and try again."
    );

internal sealed record ConcernsAnotherNumber(string Number)
    : Refusal(
        "concerns_another_number",
        RefusalKind.Invalid,
        $"This body says nothing for {Number} any more. Keep entry, changes and metadata.phone_number_id as they were."
    );

internal sealed record NamesNoNumber()
    : Refusal(
        "names_no_number",
        RefusalKind.Invalid,
        "Nobody could read for which number this was. Mend it so that entry, changes and metadata.phone_number_id name one number, or leave it out."
    );

internal sealed record DiscardsOnlyAtTheTop()
    : Refusal(
        "discards_only_at_the_top",
        RefusalKind.Forbidden,
        "What is left out stands in nobody's conversation, so leaving it out takes Setup at the topmost organization."
    );

internal sealed record MendsOnlyAtTheTop()
    : Refusal(
        "mends_only_at_the_top",
        RefusalKind.Forbidden,
        "A mended webhook can say anything of any customer, so mending takes Setup at the topmost organization. Replay it as it is, or ask somebody who has it there."
    );

internal sealed record DamagedTogether(int Count)
    : Refusal(
        "damaged_together",
        RefusalKind.Conflict,
        $"{Count} webhooks were stored together, and the disk has damaged them: what they say cannot be read. Replay them once the database is repaired."
    );
