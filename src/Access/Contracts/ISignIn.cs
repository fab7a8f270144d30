using System.Net;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Contracts;

/// <summary>
/// Signing in with e-mail and password, for both faces. Unknown, wrong and locked give the same answer after the same
/// work; attempts are paced by address and by e-mail; success and failure are recorded. Who is suspended learns it with the right
/// password only.
/// </summary>
public interface ISignIn
{
    /// <summary>Writes in a transaction of its own: call it outside a write. The token goes to <see cref="SessionCookies.Write"/>.</summary>
    Task<Result<StartedSession>> WithPasswordAsync(
        ActorKind kind,
        string email,
        Secret password,
        IPAddress? address,
        CancellationToken cancellation
    );
}

/// <summary>A session that has begun. The token is known only here: the database holds its hash.</summary>
public sealed record StartedSession(Secret Token, ActorId Person, EnterpriseId Enterprise, DateTimeOffset ExpiresAt);

/// <summary>The one answer to an unknown address, a wrong password and a locked person.</summary>
public sealed record SignInRefused()
    : Refusal(
        "sign_in_refused",
        RefusalKind.Invalid,
        "This e-mail address and password do not belong together. After five wrong tries signing in is locked for 15 minutes."
    );

/// <summary>Too many attempts from one place or for one e-mail address.</summary>
public sealed record SignInTooOften()
    : Refusal("sign_in_too_often", RefusalKind.TooMany, "Too many attempts to sign in. Wait a minute, then try again.");
