using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;

namespace Trunkline.Conversations.Receiving;

/// <summary>
/// The open pages of everybody in these organizations, or of these accounts, are to be fetched anew; a page of people after the other,
/// after the last e-mail address of the one before.
/// </summary>
internal sealed record RefreshPages(
    IReadOnlyList<OrganizationId> Organizations,
    IReadOnlyList<ActorId> Accounts,
    string After = ""
);

/// <summary>
/// A feature went on or off: what waited for somebody able to receive it is delivered, and open pages follow; they also follow an account
/// or an organization that was moved. All of it is decided by what holds then, so running twice does no harm.
/// </summary>
internal sealed class FollowFeatureChange(
    TrunklineDb db,
    Channels channels,
    IAccountDirectory accounts,
    IOrganizations organizations,
    RouteWaiting waiting,
    TellParticipants tell
) : IJobHandler<FeatureChanged>, IJobHandler<AccountEnabled>, IJobHandler<OrganizationMoved>, IJobHandler<RefreshPages>
{
    private const int PageSize = 500;

    public async Task RunAsync(FeatureChanged job, CancellationToken cancellation)
    {
        if (job.Feature != ConversationFeatures.RestrictIncoming && channels.All.All(one => one.Feature != job.Feature))
            return;
        await db.WriteAsync(
            async () =>
            {
                foreach (var some in job.OrganizationsTogether())
                    db.Later(new RefreshPages(some, []));
                foreach (var some in job.AccountsTogether())
                    db.Later(new RefreshPages([], some));
                await waiting.EverywhereAsync(cancellation);
                return Result.Done;
            },
            cancellation
        );
    }

    public Task RunAsync(AccountEnabled job, CancellationToken cancellation) =>
        RunAsync(new RefreshPages([], [job.Account.Actor]), cancellation);

    public async Task RunAsync(OrganizationMoved job, CancellationToken cancellation)
    {
        var moved = (await organizations.NowAsync(cancellation)).Subtree(job.Organization).Select(one => one.Id);
        await db.WriteAsync(
            () =>
            {
                foreach (var some in moved.Chunk(FeatureChanged.MostOrganizations))
                    db.Later(new RefreshPages(some, []));
                return Task.FromResult(Result.Done);
            },
            cancellation
        );
    }

    public Task RunAsync(RefreshPages job, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                var found = await accounts.FindAsync([.. job.Accounts.Select(AccountId.Of)], cancellation);
                var page = await accounts.PageAsync(job.Organizations, job.After, PageSize, cancellation);
                foreach (var person in found.Values.Concat(page).Where(one => one.MayUseTheApp))
                    tell.Feature(person.Id);
                if (page.Count == PageSize)
                    db.Later(job with { Accounts = [], After = page[^1].Email });
                return Result.Done;
            },
            cancellation
        );
}
