using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Live;

/// <summary>Something told to one person. Numbers run 1, 2, 3 ... for each person, in the order of the commits.</summary>
public sealed class LiveEvent : IEnterpriseOwned
{
    internal LiveEvent(
        EnterpriseId enterpriseId,
        ActorId person,
        long number,
        string kind,
        string payload,
        DateTimeOffset at
    )
    {
        EnterpriseId = enterpriseId;
        Person = person;
        Number = number;
        Kind = kind;
        Payload = payload;
        At = at;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public ActorId Person { get; private set; }
    public long Number { get; private set; }
    public string Kind { get; private set; }
    public string Payload { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>Reads what <see cref="TrunklineDb.Tell"/> was given.</summary>
    public T Read<T>() => Json.Read<T>(Payload);
}

/// <summary>The last number given to a person. Its row lock makes commits of one person's events follow one another.</summary>
internal sealed class LiveCounter : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; }
    public ActorId Person { get; private set; }
    public long Last { get; private set; }
}

internal sealed record PendingTell(ActorId Person, string Kind, string Payload);

internal sealed class LiveEventTable : IEntityTypeConfiguration<LiveEvent>
{
    public void Configure(EntityTypeBuilder<LiveEvent> builder)
    {
        builder.ToTable("platform_live_event");
        builder.HasKey(one => new
        {
            one.EnterpriseId,
            one.Person,
            one.Number,
        });
        builder.HasIndex(one => one.At);
    }
}

internal sealed class LiveCounterTable : IEntityTypeConfiguration<LiveCounter>
{
    public void Configure(EntityTypeBuilder<LiveCounter> builder)
    {
        builder.ToTable("platform_live_counter");
        builder.HasKey(one => new { one.EnterpriseId, one.Person });
    }
}

internal static class LiveEvents
{
    /// <summary>What each of these people was told after his cursor, of each at most so many.</summary>
    public static IQueryable<LiveEvent> ToldAfter(
        this TrunklineDb db,
        IReadOnlyCollection<(ActorId Person, long Cursor)> readers,
        int share,
        DatabaseProvider provider
    )
    {
        if (provider is DatabaseProvider.Sqlite)
        {
            var cursors = Json.Write(
                readers.Select(one => new { P = one.Person.ToString().ToUpperInvariant(), C = one.Cursor }).ToList()
            );
            // SQLite keeps the order of a CROSS JOIN; of any other it makes a walk over everybody's events.
            return db.Set<LiveEvent>()
                .FromSql(
                    $"""
                    SELECT event.* FROM json_each({cursors}) AS reader
                    CROSS JOIN platform_live_event AS event
                    ON event.person = reader.value ->> 'p'
                    AND event.number > reader.value ->> 'c' AND event.number <= (reader.value ->> 'c') + {share}
                    """
                );
        }
        var people = readers.Select(one => one.Person.Value).ToArray();
        var numbers = readers.Select(one => one.Cursor).ToArray();
        return db.Set<LiveEvent>()
            .FromSql(
                $"""
                SELECT event.* FROM unnest({people}, {numbers}) AS reader (person, number)
                JOIN platform_live_event AS event ON event.person = reader.person
                AND event.number > reader.number AND event.number <= reader.number + {share}
                """
            );
    }
}
