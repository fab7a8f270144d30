using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Contracts;

/// <summary>
/// Sessions of administrators (portal) and accounts (app). A session is a row that is read at every request: ending it
/// takes effect at the next one. Unless it says otherwise, call inside a write, within the person's enterprise.
/// </summary>
public interface ISessions
{
    /// <summary>For a person who has just proved who they are in another way than by password, for example by completing onboarding.</summary>
    Task<StartedSession> StartAsync(ActorId person, ActorKind kind, CancellationToken cancellation);

    /// <summary>Ends the session that makes this request, if there is one, and records it: a write of its own.</summary>
    Task EndThisAsync(CancellationToken cancellation);

    /// <summary>Ends every session of a person: suspended, deleted, or with a new password.</summary>
    Task EndAllAsync(ActorId person, CancellationToken cancellation);
}

/// <summary>
/// The people of one kind, from the module that keeps them. Asked at every request of a session, so that who is
/// suspended or gone is out at once.
/// </summary>
public interface ISessionPeople
{
    ActorKind Kind { get; }

    /// <summary>Null when there is no such person in the present enterprise, or the person may not use a session now.</summary>
    Task<SessionPerson?> FindAsync(ActorId person, CancellationToken cancellation);
}

/// <summary>A person with a session, and the organization under which signing in is recorded.</summary>
public sealed record SessionPerson(Actor Actor, OrganizationId Organization, string OrganizationName);
