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
