using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Sessions;

/// How long a session lives at most, and how long without a request. A phone stays signed in; an administrator's desk does not.
internal sealed class SessionLifetimes(DemoSettings demo)
{
    public TimeSpan Longest(ActorKind kind) =>
        kind is ActorKind.Account || demo.Enabled ? TimeSpan.FromDays(90) : TimeSpan.FromHours(12);

    /// The demo's clock can be moved by days; that should not sign the visitor out.
    public TimeSpan Idle(ActorKind kind) =>
        kind is ActorKind.Account || demo.Enabled ? TimeSpan.FromDays(30) : TimeSpan.FromHours(2);
}
