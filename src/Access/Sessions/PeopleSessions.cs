using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;

namespace Trunkline.Access.Sessions;

internal sealed class PeopleSessions(
    TrunklineDb db,
    Caller caller,
    SessionLifetimes lifetimes,
    IEnumerable<ISessionPeople> people,
    IChangeRecord record,
    TimeProvider time
) : ISessions
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task<StartedSession> StartAsync(ActorId person, ActorKind kind, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var enterprise = db.Enterprise ?? throw new InvalidOperationException("A session begins within an enterprise.");
        var over = now - Kept;
        await db
            .Sessions.Where(old => old.PersonId == person && (old.ExpiresAt < over || old.EndedAt < over))
            .ExecuteDeleteAsync(cancellation);
        var token = Secret.New();
        var session = new Session(enterprise, person, kind, token.Hash, now, now + lifetimes.Longest(kind));
        db.Add(session);
        await db.SaveChangesAsync(cancellation);
        return new(token, person, enterprise, session.ExpiresAt);
    }

    public async Task EndThisAsync(CancellationToken cancellation)
    {
        if (caller.Session is not { } session || caller.Actor is not { } actor)
            return;
        await db.WriteAsync(
            async () =>
            {
                await EndAsync(actor.Id, db.Sessions.Where(one => one.Id == session), cancellation);
                var kept = people.Single(one => one.Kind == actor.Kind);
                if (await kept.FindAsync(actor.Id, cancellation) is { } person)
                    record.Record(
                        actor,
                        new(
                            "session.ended",
                            person.Organization,
                            person.OrganizationName,
                            $"Sign-out of {actor.Name}",
                            null,
                            null
                        )
                    );
                return Result.Done;
            },
            cancellation
        );
    }

    public Task EndAllAsync(ActorId person, CancellationToken cancellation) =>
        EndAsync(person, db.Sessions.Where(session => session.PersonId == person), cancellation);

    private Task EndAsync(ActorId person, IQueryable<Session> sessions, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // Whichever of the person's streams have a session left open anew.
        db.Wake(LiveStreams.EndOf(person));
        return sessions
            .Where(session => session.EndedAt == null)
            .ExecuteUpdateAsync(change => change.SetProperty(session => session.EndedAt, now), cancellation);
    }
}
