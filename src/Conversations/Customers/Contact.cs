using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Customers;

/// <summary>That an account keeps a customer among its contacts, and under which name. Nobody else sees it.</summary>
internal sealed class Contact(
    EnterpriseId enterpriseId,
    AccountId accountId,
    CustomerId customerId,
    string name,
    DateTimeOffset addedAt
) : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public AccountId AccountId { get; private set; } = accountId;
    public CustomerId CustomerId { get; private set; } = customerId;
    public string Name { get; private set; } = name;
    public DateTimeOffset AddedAt { get; private set; } = addedAt;

    public void Rename(string name) => Name = name;
}

internal sealed class ContactTable : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("conversations_contact");
        builder.HasKey(contact => new
        {
            contact.EnterpriseId,
            contact.AccountId,
            contact.CustomerId,
        });
    }
}
