using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.Notices;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Demo;

/// The people of ABC Bank. Later parts recall them by mailbox: "account:ana.ruiz".
internal sealed class DemoAccounts(TrunklineDb db, ICredentials credentials, TimeProvider time) : IDemoSeed
{
    private static readonly (string First, string Last, string Organization, AccountStatus Status)[] People =
    [
        ("Ana", "Ruiz", "WhatsApp North", AccountStatus.Active),
        ("Bo", "Chen", "WhatsApp North", AccountStatus.Active),
        ("Kofi", "Mensah", "WhatsApp North", AccountStatus.Active),
        ("Dee", "Okafor", "WhatsApp South", AccountStatus.Invited),
        ("Rosa", "Delgado", "WhatsApp South", AccountStatus.Active),
        ("Jun", "Tanaka", "WhatsApp South", AccountStatus.Active),
        ("Cy", "Weber", "Europe", AccountStatus.Active),
        ("Lena", "Hofmann", "Europe", AccountStatus.Active),
        ("Marco", "Bianchi", "Europe", AccountStatus.Active),
        ("Priya", "Nair", "North America", AccountStatus.Active),
        ("Tom", "Fielding", "North America", AccountStatus.Suspended),
        ("Sofia", "Berg", "Retail Bank", AccountStatus.Active),
        ("Hugo", "Martin", "Finance", AccountStatus.Active),
        ("Inês", "Carvalho", "Finance", AccountStatus.Invited),
        ("Eve", "Novak", "Human Resources", AccountStatus.Active),
        ("Samir", "Rahman", "Operations", AccountStatus.Active),
    ];

    public int Order => 30;

    public async Task SeedAsync(DemoContext demo, CancellationToken cancellation)
    {
        var walter = new Actor(
            demo.Recall<ActorId>("administrator:whatsapp.admin@abcbank.example"),
            ActorKind.Administrator,
            demo.Enterprise,
            "Walter Adeyemi",
            "Setup and Accounts at WhatsApp"
        );
        var now = time.GetUtcNow();
        foreach (var (first, last, organization, status) in People)
        {
            var mailbox = $"{first}.{last}".ToLowerInvariant().Replace('ê', 'e');
            var place = demo.Recall<OrganizationId>($"organization:{organization}");
            var account = new Account(
                demo.Enterprise,
                Id.New<AccountId>(),
                place,
                new(first, last),
                $"{mailbox}@abcbank.example",
                now.AddDays(-60)
            );
            db.Add(account);
            demo.Remember($"account:{mailbox}", account.Id);
            if (status is AccountStatus.Invited)
            {
                db.Add(Mailed(new(demo.Enterprise, account.Id, place, Secret.New(), walter, now), now));
                continue;
            }
            account.CompleteOnboarding(now.AddDays(-45));
            if (status is AccountStatus.Suspended)
                account.Suspend(now.AddDays(-3));
            var set = await credentials.SetUncheckedAsync(
                account.Id.Actor,
                ActorKind.Account,
                account.Email,
                demo.Password,
                cancellation
            );
            if (set.Refusal is { } refusal)
                throw new InvalidOperationException(refusal.Message);
        }
    }

    private static Invitation Mailed(Invitation invitation, DateTimeOffset now)
    {
        invitation.Mail(now);
        return invitation;
    }
}

/// After every other part: who has a feature by now has had it for long, so no pop-up greets him at the first sign-in.
internal sealed class DemoNotices(
    TrunklineDb db,
    IFeatureDecisions decisions,
    IEnumerable<Feature> features,
    TimeProvider time
) : IDemoSeed
{
    public int Order => 60;

    public async Task SeedAsync(DemoContext demo, CancellationToken cancellation)
    {
        var view = await decisions.NowAsync(cancellation);
        var active = await db
            .Accounts.AsNoTracking()
            .Where(account => account.Status == AccountStatus.Active)
            .ToListAsync(cancellation);
        foreach (var account in active)
        foreach (var feature in features.Select(one => one.Key))
            if (view.Decide(account.Id.Actor, account.OrganizationId, feature))
                db.Add(
                    FeatureNotice.Welcomed(demo.Enterprise, account.Id, feature.Name, time.GetUtcNow().AddDays(-30))
                );
    }
}
