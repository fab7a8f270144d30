using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;

namespace Trunkline.Conversations.Receiving;

/// <summary>
/// A feature went on or off: what waited for somebody able to receive it is delivered. Decided by what holds now, so
/// running twice does no harm.
/// </summary>
internal sealed class RouteWhenFeatureChanges(TrunklineDb db, Channels channels, RouteWaiting waiting)
    : IJobHandler<FeatureChanged>
{
    public async Task RunAsync(FeatureChanged job, CancellationToken cancellation)
    {
        if (job.Feature != ConversationFeatures.RestrictIncoming && channels.All.All(one => one.Feature != job.Feature))
            return;
        await db.WriteAsync(
            async () =>
            {
                await waiting.EverywhereAsync(cancellation);
                return Result.Done;
            },
            cancellation
        );
    }
}
