using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;

namespace Trunkline.Conversations.Receiving;

/// <summary>The open pages of the accounts in one organization, or of these accounts, are to be fetched anew.</summary>
internal sealed record RefreshPages(OrganizationId? Organization, IReadOnlyList<ActorId> Accounts);

/// <summary>
/// A feature went on or off: what waited for somebody able to receive it is delivered, and open pages follow. All of it
/// is decided by what holds then, so running twice does no harm.
/// </summary>
internal sealed class FollowFeatureChange(
    TrunklineDb db,
    Channels channels,
    IAccountDirectory accounts,
    RouteWaiting waiting,
    TellParticipants tell
) : IJobHandler<FeatureChanged>, IJobHandler<RefreshPages>
{
    private const int MostPeople = 100_000;

    public async Task RunAsync(FeatureChanged job, CancellationToken cancellation)
    {
        if (job.Feature != ConversationFeatures.RestrictIncoming && channels.All.All(one => one.Feature != job.Feature))
            return;
        await db.WriteAsync(
            async () =>
            {
                foreach (var organization in job.OrganizationsOn.Concat(job.OrganizationsOff))
                    db.Later(new RefreshPages(organization, []));
                foreach (var some in job.AccountsOn.Concat(job.AccountsOff).Chunk(500))
                    db.Later(new RefreshPages(null, some));
                await waiting.EverywhereAsync(cancellation);
                return Result.Done;
            },
            cancellation
        );
    }

    public Task RunAsync(RefreshPages job, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                var people = job.Organization is { } organization
                    ? await accounts.ListAsync([organization], null, MostPeople, cancellation)
                    : [.. (await accounts.FindAsync([.. job.Accounts.Select(AccountId.Of)], cancellation)).Values];
                foreach (var person in people.Where(one => one.MayUseTheApp))
                    tell.Feature(person.Id);
                return Result.Done;
            },
            cancellation
        );
}
