using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Access.SignIn;

/// The password was right, but the account is suspended or the administrator holds no role; told only to whoever knows it.
internal sealed record SignInSuspended(ActorKind Person)
    : Refusal(
        "sign_in_suspended",
        RefusalKind.Invalid,
        Person is ActorKind.Administrator
            ? "You hold no role any more. Ask another administrator for one."
            : "Your account is suspended. Ask your administrator to reactivate it."
    );
