using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Sessions;

internal readonly record struct SessionId(Guid Value) : IId<SessionId>
{
    public static SessionId From(Guid value) => new(value);
}

internal sealed class Session : IEnterpriseOwned
{
    private Session() { }

    public Session(
        EnterpriseId enterprise,
        ActorId person,
        ActorKind kind,
        string tokenHash,
        DateTimeOffset now,
        DateTimeOffset expiresAt
    )
    {
        EnterpriseId = enterprise;
        Id = Platform.Id.New<SessionId>();
        PersonId = person;
        Kind = kind;
        TokenHash = tokenHash;
        StartedAt = now;
        LastSeenAt = now;
        ExpiresAt = expiresAt;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public SessionId Id { get; private set; }
    public ActorId PersonId { get; private set; }
    public ActorKind Kind { get; private set; }
    public string TokenHash { get; private set; } = "";
    public DateTimeOffset StartedAt { get; private set; }

    /// Kept coarsely: a write for every request would be a write for nothing.
    public DateTimeOffset LastSeenAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public static string Face(ActorKind kind) => kind is ActorKind.Account ? "to the app" : "to the portal";

    public bool IsOpen(DateTimeOffset now, TimeSpan idle) =>
        EndedAt is null && now < ExpiresAt && now - LastSeenAt < idle;
}

internal sealed class SessionTable : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("access_session");
        builder.HasKey(session => new { session.EnterpriseId, session.Id });
        builder.Property(session => session.Id).ValueGeneratedNever();
        builder.HasIndex(session => session.TokenHash).IsUnique();
        builder.HasIndex(session => new { session.EnterpriseId, session.PersonId });
    }
}
