using Trunkline.Platform;

namespace Trunkline.WhatsApp.BusinessNumbers;

internal sealed record NumberTaken()
    : Refusal("number_taken", RefusalKind.Conflict, "A number with this phone number id was added already.");

internal sealed record AccountOutOfReach()
    : Refusal(
        "account_out_of_reach",
        RefusalKind.Invalid,
        "Choose an account that lives in the number's organization or below it."
    );

internal sealed record NoAccountChosen()
    : Refusal("no_account_chosen", RefusalKind.Invalid, "Choose the account that shall have this number.");
