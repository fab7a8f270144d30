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
    /// <summary>WhatsApp has just refused a send.</summary>
    public Task RunAsync(BusinessNumberId number, int code, SendError error, CancellationToken cancellation) =>
        RunAsync(db.Numbers.Where(one => one.Id == number), number, code, error, cancellation);

    /// <summary>A status tells of what WhatsApp found at that moment; a number that was resumed since is not stopped by it.</summary>
    public Task RunAsync(
        BusinessNumberId number,
        int code,
        SendError error,
        DateTimeOffset found,
        CancellationToken cancellation
    ) =>
        RunAsync(
            db.Numbers.Where(one => one.Id == number && (one.ResumedAt == null || one.ResumedAt < found)),
            number,
            code,
            error,
            cancellation
        );

    private async Task RunAsync(
        IQueryable<WhatsAppNumber> working,
        BusinessNumberId number,
        int code,
        SendError error,
        CancellationToken cancellation
    )
    {
        DateTimeOffset? now = time.GetUtcNow();
        var stated = code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var reason = $"{error.Happened} {error.NextStep}";
        // Not through the entity: an administrator who assigns the number meanwhile is not to be told that it changed.
        var stopped = await working
            .Where(one => one.StoppedAt == null)
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
