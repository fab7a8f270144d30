using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;

namespace Trunkline.Conversations.Receiving;

/// <summary>
/// A feature went on or off for people: their open pages follow, and what waited for somebody able to receive it is
/// delivered. Decided by what holds now, so running twice does no harm.
/// </summary>
internal sealed class FollowFeatureChange(
    TrunklineDb db,
    Channels channels,
    IAccountDirectory accounts,
    RouteWaiting waiting,
    TellParticipants tell
) : IJobHandler<FeatureChanged>
{
    private const int MostPeople = 10_000;

    public async Task RunAsync(FeatureChanged job, CancellationToken cancellation)
    {
        if (job.Feature != ConversationFeatures.RestrictIncoming && channels.All.All(one => one.Feature != job.Feature))
            return;
        await db.WriteAsync(
            async () =>
            {
                foreach (var person in await AffectedAsync(job, cancellation))
                    tell.Feature(person);
                await waiting.EverywhereAsync(cancellation);
                return Result.Done;
            },
            cancellation
        );
    }

    private async Task<IReadOnlyCollection<AccountId>> AffectedAsync(FeatureChanged job, CancellationToken cancellation)
    {
        var people = await accounts.ListAsync(
            [.. job.OrganizationsOn, .. job.OrganizationsOff],
            null,
            MostPeople,
            cancellation
        );
        return
        [
            .. people.Where(one => one.MayUseTheApp).Select(one => one.Id)
                .Concat(job.AccountsOn.Concat(job.AccountsOff).Select(AccountId.Of))
                .Distinct(),
        ];
    }
}
