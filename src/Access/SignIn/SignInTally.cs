using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.SignIn;

/// Failed attempts for one e-mail address, whether or not anybody has it: so that an unknown address is locked like a
/// known one and costs the same work. It belongs to no enterprise, since nobody has been recognised yet.
internal sealed class SignInTally
{
    public const int MostFailures = 5;
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    private SignInTally() { }

    /// A hash of kind and address, so that the table lists no addresses.
    public string Id { get; private set; } = "";
    public int Failures { get; private set; }
    public DateTimeOffset LockedUntil { get; private set; }
    public DateTimeOffset LastAt { get; private set; }

    public static string IdOf(ActorKind kind, string emailKey) => Secret.HashOf($"{kind}:{emailKey}");

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    /// One statement, so that simultaneous attempts are all counted. The fifth failure locks and begins to count anew; a
    /// failure while locked, or long after the last one, begins no lock of its own.
    public static Task CountFailureAsync(TrunklineDb db, string id, DateTimeOffset now, CancellationToken cancellation)
    {
        var at = StoredMoment.Of(now);
        var until = StoredMoment.Of(now + Lock);
        var forgotten = StoredMoment.Of(now - Lock);
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO access_sign_in_tally (id, failures, locked_until, last_at) VALUES ({id}, 1, 0, {at})
            ON CONFLICT (id) DO UPDATE SET
                locked_until = CASE WHEN access_sign_in_tally.failures >= {MostFailures
                - 1} AND access_sign_in_tally.last_at > {forgotten}
                    THEN {until} ELSE access_sign_in_tally.locked_until END,
                failures = CASE
                    WHEN access_sign_in_tally.locked_until > {at} THEN 0
                    WHEN access_sign_in_tally.last_at <= {forgotten} THEN 1
                    WHEN access_sign_in_tally.failures >= {MostFailures - 1} THEN 0
                    ELSE access_sign_in_tally.failures + 1 END,
                last_at = {at}
            """,
            cancellation
        );
    }
}

internal sealed class SignInTallyTable : IEntityTypeConfiguration<SignInTally>
{
    public void Configure(EntityTypeBuilder<SignInTally> builder)
    {
        builder.ToTable("access_sign_in_tally");
        builder.HasKey(tally => tally.Id);
    }
}
