using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.People;

internal sealed class Account : IEnterpriseOwned
{
    private Account() { }

    public Account(
        EnterpriseId enterprise,
        AccountId id,
        OrganizationId organization,
        PersonName name,
        string email,
        DateTimeOffset now
    )
    {
        EnterpriseId = enterprise;
        Id = id;
        OrganizationId = organization;
        Email = EmailAddress.Key(email);
        CreatedAt = now;
        Status = AccountStatus.Invited;
        Call(name);
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public AccountId Id { get; private set; }
    public OrganizationId OrganizationId { get; private set; }
    public string FirstName { get; private set; } = "";
    public string LastName { get; private set; } = "";

    /// Lower case, unique on the server: people sign in with it.
    public string Email { get; private set; } = "";

    /// Name and e-mail address in lower case: what lists search and sort by, alike on both databases.
    public string SearchText { get; private set; } = "";
    public AccountStatus Status { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? OnboardedAt { get; private set; }
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// Grows with every change: what a form was made from.
    public long Version { get; private set; }

    public string Name => $"{FirstName} {LastName}";

    public void Rename(PersonName name)
    {
        if (name == new PersonName(FirstName, LastName))
            return;
        Call(name);
        Version++;
    }

    /// The switches of this account changed: a form made before that is out of date.
    public void SwitchesChanged() => Version++;

    public void MoveTo(OrganizationId organization)
    {
        OrganizationId = organization;
        Version++;
    }

    public void CompleteOnboarding(DateTimeOffset now)
    {
        if (Status is not AccountStatus.Invited)
            throw new InvalidOperationException("Onboarding is completed once.");
        OnboardedAt = now;
        Status = AccountStatus.Active;
        Version++;
    }

    /// So that it does not go unseen beside a suspension that is written in the same moment.
    public void RenewPassword() => Version++;

    public void Suspend(DateTimeOffset now)
    {
        Status = AccountStatus.Suspended;
        SuspendedAt = now;
        Version++;
    }

    public void Reactivate()
    {
        Status = OnboardedAt is null ? AccountStatus.Invited : AccountStatus.Active;
        SuspendedAt = null;
        Version++;
    }

    public AccountEntry ToEntry() => new(Id, OrganizationId, Name, Email, Status);

    private void Call(PersonName name)
    {
        (FirstName, LastName) = (name.First, name.Last);
        SearchText = $"{Name} {Email}".ToLowerInvariant();
    }
}

/// A name as it was typed, without blanks around it.
internal readonly record struct PersonName(string First, string Last)
{
    public static PersonName Of(string first, string last) => new(first.Trim(), last.Trim());

    public override string ToString() => $"{First} {Last}";
}
