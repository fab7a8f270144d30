using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Customers;

internal sealed class Customer(EnterpriseId enterpriseId, DateTimeOffset firstSeenAt) : IEnterpriseOwned
{
    private const int LongestName = 256;

    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public CustomerId Id { get; private set; } = Platform.Id.New<CustomerId>();
    public string? ProfileName { get; private set; }
    public string? Username { get; private set; }
    public string PreviousNames { get; private set; } = "[]";
    public DateTimeOffset FirstSeenAt { get; private set; } = firstSeenAt;

    /// <summary>What the channel says of the name; earlier names are kept, since people ask who that was.</summary>
    public void CallThemselves(string? profileName, string? username)
    {
        profileName = Tidy(profileName);
        if (profileName is not null && profileName != ProfileName)
        {
            if (ProfileName is { } previous)
                PreviousNames = Json.Write<List<string>>([
                    previous,
                    .. Json.Read<List<string>>(PreviousNames).Where(name => name != previous).Take(9),
                ]);
            ProfileName = profileName;
        }
        Username = Tidy(username)?.TrimStart('@') ?? Username;
    }

    private static string? Tidy(string? name) =>
        string.IsNullOrWhiteSpace(name) ? null : name.Trim().AtMost(LongestName);
}

/// <summary>One name under which a channel knows a customer. What no longer holds keeps its row with an end.</summary>
internal sealed class Identity(
    EnterpriseId enterpriseId,
    CustomerId customerId,
    IdentityName kind,
    string key,
    string value,
    DateTimeOffset validFrom
) : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public CustomerId CustomerId { get; private set; } = customerId;
    public IdentityName Kind { get; private set; } = kind;

    /// <summary>Unique while valid: the spelling that all spellings of the same number share.</summary>
    public string Key { get; private set; } = key;

    /// <summary>The spelling that the channel used last, or the typed one until then.</summary>
    public string Value { get; private set; } = value;
    public DateTimeOffset ValidFrom { get; private set; } = validFrom;
    public DateTimeOffset? ValidTo { get; private set; }

    public void WrittenAs(string value) => Value = value;

    public void End(DateTimeOffset at) => ValidTo = at;
}

/// <summary>The phone and the channel's spelling of it are one name; the channel's own id is another.</summary>
internal enum IdentityName
{
    Phone,
    UserId,
}

internal sealed class CustomerTable : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("conversations_customer");
        builder.HasKey(customer => new { customer.EnterpriseId, customer.Id });
        builder.Property(customer => customer.Id).ValueGeneratedNever();
    }
}

internal sealed class IdentityTable : IEntityTypeConfiguration<Identity>
{
    public void Configure(EntityTypeBuilder<Identity> builder)
    {
        builder.ToTable("conversations_identity");
        builder.HasKey(identity => new { identity.EnterpriseId, identity.Id });
        builder.Property(identity => identity.Id).ValueGeneratedNever();
        builder
            .HasIndex(identity => new
            {
                // The key before its kind, of which there are two: or SQLite takes this index to find a customer's names.
                identity.EnterpriseId,
                identity.Key,
                identity.Kind,
            })
            .IsUnique()
            .HasFilter("valid_to IS NULL");
        builder.HasIndex(identity => new { identity.EnterpriseId, identity.Key }).HasFilter("valid_to IS NOT NULL");
        builder.HasIndex(identity => new { identity.EnterpriseId, identity.CustomerId });
    }
}
