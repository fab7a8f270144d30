using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Http;

/// <summary>What was answered to a write with a key; without a status it is still being worked on.</summary>
internal sealed class IdempotentAnswer : IEnterpriseOwned
{
    private IdempotentAnswer() { }

    public IdempotentAnswer(EnterpriseId enterprise, ActorId caller, string key, string requestHash, DateTimeOffset now)
    {
        EnterpriseId = enterprise;
        Caller = caller;
        Key = key;
        RequestHash = requestHash;
        TakenAt = now;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public ActorId Caller { get; private set; }
    public string Key { get; private set; } = "";
    public string RequestHash { get; private set; } = "";
    public DateTimeOffset TakenAt { get; private set; }
    public int? Status { get; private set; }
    public string? ContentType { get; private set; }
    public string? Location { get; private set; }
    public byte[]? Body { get; private set; }
}

internal sealed class IdempotentAnswerTable : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.ToTable("platform_idempotent_answer");
        builder.HasKey(answer => new
        {
            answer.EnterpriseId,
            answer.Caller,
            answer.Key,
        });
        builder.HasIndex(answer => answer.TakenAt);
    }
}
