using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.BusinessNumbers;

namespace Trunkline.WhatsApp.Sending;

/// <summary>
/// Nothing more goes out of a number until a person has repaired the reason, which the portal shows. What waits goes on waiting.
/// Both WhatsApp's answer and a failed status can tell of it.
/// </summary>
internal sealed partial class StopNumber(TrunklineDb db, TimeProvider time, ILogger<StopNumber> logger)
{
    public async Task RunAsync(BusinessNumberId number, int code, SendError error, CancellationToken cancellation)
    {
        DateTimeOffset? now = time.GetUtcNow();
        var stated = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var reason = $"{error.Happened} {error.NextStep}";
        // Not through the entity: an administrator who assigns the number meanwhile is not to be told that it changed.
        var stopped = await db
            .Numbers.Where(one => one.Id == number && one.StoppedAt == null)
            .ExecuteUpdateAsync(
                change =>
                    change
                        .SetProperty(one => one.StoppedAt, now)
                        .SetProperty(one => one.StopCode, stated)
                        .SetProperty(one => one.StopReason, reason),
                cancellation
            );
        if (stopped > 0)
            NumberStopped(number, code, error.Happened);
    }

    [LoggerMessage(LogLevel.Error, "Sending from number {Number} was stopped by code {Code}: {Happened}")]
    private partial void NumberStopped(BusinessNumberId number, int code, string happened);
}
