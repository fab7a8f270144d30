using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>A number that the enterprise has on WhatsApp. One account has it for itself, or an organization shares it.</summary>
internal sealed class WhatsAppNumber : IEnterpriseOwned
{
    private WhatsAppNumber() { }

    public WhatsAppNumber(
        EnterpriseId enterprise,
        OrganizationId organization,
        string phoneNumberId,
        string businessAccountId,
        string display,
        string verifiedName,
        DateTimeOffset addedAt
    )
    {
        EnterpriseId = enterprise;
        Id = Platform.Id.New<BusinessNumberId>();
        OrganizationId = organization;
        PhoneNumberId = phoneNumberId;
        BusinessAccountId = businessAccountId;
        Display = display;
        Digits = PhoneNumbers.Digits(display);
        VerifiedName = verifiedName;
        AddedAt = addedAt;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public BusinessNumberId Id { get; private set; }
    public OrganizationId OrganizationId { get; private set; }

    /// <summary>The name by which Meta addresses it, here and in webhooks; no other enterprise can have it.</summary>
    public string PhoneNumberId { get; private set; } = "";
    public string BusinessAccountId { get; private set; } = "";
    public string Display { get; private set; } = "";
    public string Digits { get; private set; } = "";
    public string VerifiedName { get; private set; } = "";
    public DateTimeOffset AddedAt { get; private set; }

    /// <summary>Whose own number it is.</summary>
    public AccountId? AccountId { get; private set; }

    /// <summary>Since when everybody in its organization and below may send from it. Neither shared nor assigned: nobody may.</summary>
    public DateTimeOffset? SharedAt { get; private set; }

    /// <summary>Since when nothing is sent from this number, until a person has repaired the reason and resumed it.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }
    public string? StopCode { get; private set; }
    public string? StopReason { get; private set; }

    /// <summary>When a person last said that the reason is repaired; what WhatsApp found before is no reason any more.</summary>
    public DateTimeOffset? ResumedAt { get; private set; }

    /// <summary>When a webhook for it last came, to the minute.</summary>
    public DateTimeOffset? LastWebhookAt { get; private set; }

    /// <summary>How many messages a second WhatsApp lets the number have, in and out together.</summary>
    public int PerSecond { get; private set; } = Throughput.Standard;
    public int Version { get; private set; }

    /// <summary>Sending goes on; a stopped number receives all the same.</summary>
    public bool IsConnected => StoppedAt is null;

    public void AssignTo(AccountId account)
    {
        AccountId = account;
        SharedAt = null;
        Version++;
    }

    public void Share(DateTimeOffset at)
    {
        AccountId = null;
        SharedAt ??= at;
        Version++;
    }

    public void AllowPerSecond(int messages)
    {
        PerSecond = messages;
        Version++;
    }

    public void Resume(DateTimeOffset at)
    {
        ResumedAt = at;
        StoppedAt = null;
        StopCode = null;
        StopReason = null;
        Version++;
    }
}

/// <summary>The three throughputs that WhatsApp gives to numbers.</summary>
internal static class Throughput
{
    public const int Standard = 80;
    public const int High = 1000;

    /// <summary>A number that is used in the WhatsApp Business app as well.</summary>
    public const int Coexistence = 20;
}

/// <summary>An account that receives the first messages of unknown customers at a shared number.</summary>
internal sealed record FrontDeskAccount(EnterpriseId EnterpriseId, BusinessNumberId Number, AccountId Account)
    : IEnterpriseOwned;

internal sealed class NumberTable : IEntityTypeConfiguration<WhatsAppNumber>
{
    public void Configure(EntityTypeBuilder<WhatsAppNumber> builder)
    {
        builder.ToTable("whatsapp_number");
        builder.HasKey(number => new { number.EnterpriseId, number.Id });
        builder.Property(number => number.Id).ValueGeneratedNever();
        builder.Property(number => number.Version).IsConcurrencyToken();
        builder.Ignore(number => number.IsConnected);
        builder.HasIndex(number => number.PhoneNumberId).IsUnique();
        builder.HasIndex(number => number.BusinessAccountId);
        builder.HasIndex(number => new { number.EnterpriseId, number.AccountId }).HasFilter("account_id IS NOT NULL");
        builder.HasIndex(number => new { number.EnterpriseId, number.OrganizationId });
    }
}

internal sealed class FrontDeskTable : IEntityTypeConfiguration<FrontDeskAccount>
{
    public void Configure(EntityTypeBuilder<FrontDeskAccount> builder)
    {
        builder.ToTable("whatsapp_front_desk");
        builder.HasKey(desk => new
        {
            desk.EnterpriseId,
            desk.Number,
            desk.Account,
        });
    }
}

internal static class NumberRows
{
    extension(TrunklineDb db)
    {
        public DbSet<WhatsAppNumber> Numbers => db.Set<WhatsAppNumber>();

        public DbSet<FrontDeskAccount> FrontDesk => db.Set<FrontDeskAccount>();
    }
}
