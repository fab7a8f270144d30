using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;

namespace Trunkline.Accounts.Notices;

/// Everybody who lives in these organizations, page by page, after the last e-mail address of the page before.
internal sealed record TellOrganizations(FeatureKey Feature, IReadOnlyList<OrganizationId> Organizations, string After);

/// These accounts, for one feature or, without one, for all.
internal sealed record TellAccounts(IReadOnlyList<AccountId> Accounts, FeatureKey? Feature = null);

/// A change may reach a million people: each page of them is a job and a commit of its own. Every handler asks what holds
/// now, so that it does not matter in which order, or how often, they run.
internal sealed class HearFeatureChanges(TrunklineDb db, TellPeople people, AccountFeatures features)
    : IJobHandler<FeatureChanged>,
        IJobHandler<AccountEnabled>,
        IJobHandler<TellOrganizations>,
        IJobHandler<TellAccounts>
{
    private const int PageSize = 500;

    public Task RunAsync(FeatureChanged job, CancellationToken cancellation) =>
        db.WriteAsync(
            () =>
            {
                foreach (var some in job.OrganizationsTogether())
                    db.Later(new TellOrganizations(job.Feature, some, ""));
                foreach (var some in job.AccountsTogether())
                    db.Later(new TellAccounts([.. some.Select(AccountId.Of)], job.Feature));
                return Task.FromResult(Result.Done);
            },
            cancellation
        );

    public Task RunAsync(AccountEnabled job, CancellationToken cancellation) =>
        RunAsync(new TellAccounts([job.Account]), cancellation);

    public Task RunAsync(TellOrganizations job, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                var page = await db
                    .Accounts.AsNoTracking()
                    .PageOf(job.Organizations, job.After, PageSize)
                    .ToListAsync(cancellation);
                await people.TellAsync(job.Feature, page, cancellation);
                if (page.Count == PageSize)
                    db.Later(job with { After = page[^1].Email });
                return Result.Done;
            },
            cancellation
        );

    public Task RunAsync(TellAccounts job, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                var accounts = await db
                    .Accounts.AsNoTracking()
                    .Where(account => job.Accounts.Contains(account.Id))
                    .ToListAsync(cancellation);
                foreach (var feature in features.All.Select(one => one.Key))
                    if (job.Feature is null || job.Feature == feature)
                        await people.TellAsync(feature, accounts, cancellation);
                return Result.Done;
            },
            cancellation
        );
}
