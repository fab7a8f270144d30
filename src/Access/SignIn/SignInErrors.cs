using Trunkline.Platform;

namespace Trunkline.Access.SignIn;

internal sealed record EmailTaken()
    : Refusal(
        "email_taken",
        RefusalKind.Conflict,
        "Somebody already signs in with this e-mail address. Enter another one."
    );
