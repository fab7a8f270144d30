using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Writes down what came of a send, and what follows: reported, tried again later, or the number stopped.</summary>
internal sealed partial class SettleSend(
    TrunklineDb db,
    IDeliveryReports deliveries,
    ApplyStatus statuses,
    TimeProvider time,
    ILogger<SettleSend> logger
)
{
    private const int MostAttempts = 20;
    private const int MostReadAttempts = 5;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public Task RunAsync(ClaimedSend claimed, SendOutcome outcome, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                var row = await db.Outbox.SingleOrDefaultAsync(
                    one => one.Id == claimed.Id && one.State == OutboxState.Sending && one.Attempts == claimed.Attempt,
                    cancellation
                );
                await SettleAsync(claimed, row, outcome, cancellation);
                return Result.Done;
            },
            cancellation
        );

    // Without a row a status was quicker than the answer, or the minute is over; what WhatsApp said is reported all the same.
    private Task SettleAsync(
        ClaimedSend claimed,
        OutboxRow? row,
        SendOutcome outcome,
        CancellationToken cancellation
    ) =>
        outcome switch
        {
            SendOutcome.Accepted accepted => AcceptAsync(claimed, row, accepted, cancellation),
            SendOutcome.Refused refused => RefuseAsync(claimed, row, refused, cancellation),
            SendOutcome.Unreachable unreachable => LaterAsync(claimed, row, unreachable, cancellation),
            SendOutcome.Unknown unknown => LeaveOpenAsync(claimed, row, unknown),
            _ => throw new InvalidOperationException(),
        };

    private async Task AcceptAsync(
        ClaimedSend claimed,
        OutboxRow? row,
        SendOutcome.Accepted accepted,
        CancellationToken cancellation
    )
    {
        if (row is not null)
            db.Remove(row);
        if (accepted.ProviderMessageId is not { } id || claimed.Send is OutgoingSend.Read)
            return;
        await deliveries.ReportAsync(
            [
                new(new(claimed.Id), DeliveryEvent.Accepted, time.GetUtcNow())
                {
                    ProviderMessageId = id,
                    Identities = accepted.Recipient,
                },
            ],
            cancellation
        );
        await statuses.ReleaseAsync(claimed.Number, [id], cancellation);
    }

    private async Task RefuseAsync(
        ClaimedSend claimed,
        OutboxRow? row,
        SendOutcome.Refused refused,
        CancellationToken cancellation
    )
    {
        var error = SendErrors.Find(refused.Code);
        SendRefused(refused.Code, error.Class);
        if (error.Class is ErrorClass.StopNumber && row is not null)
        {
            row.Hold();
            await StopAsync(claimed.Number, refused.Code, error, cancellation);
            return;
        }
        var most = claimed.Send is OutgoingSend.Read ? MostReadAttempts : MostAttempts;
        if (error.Class is ErrorClass.Retry && row is not null && row.Attempts < most)
        {
            row.Postpone(time.GetUtcNow() + Pause(refused.Code, row.Attempts));
            return;
        }
        if (row is not null)
            db.Remove(row);
        await FailAsync(claimed, SendErrors.Failure(refused.Code, refused.Details), cancellation);
    }

    private async Task LaterAsync(
        ClaimedSend claimed,
        OutboxRow? row,
        SendOutcome.Unreachable unreachable,
        CancellationToken cancellation
    )
    {
        NotReached(unreachable.Reason);
        if (row is null)
            return;
        if (row.Attempts < MostAttempts)
        {
            row.Postpone(time.GetUtcNow() + Pause(0, row.Attempts));
            return;
        }
        db.Remove(row);
        var failure = new DeliveryFailure(
            "unreachable",
            "WhatsApp could not be reached for over an hour. Send it again later.",
            unreachable.Reason,
            MayRetry: true
        );
        await FailAsync(claimed, failure, cancellation);
    }

    // A read receipt may be repeated; a message never: it waits for a status that carries our id.
    private Task LeaveOpenAsync(ClaimedSend claimed, OutboxRow? row, SendOutcome.Unknown unknown)
    {
        OutcomeUnknown(unknown.Reason);
        if (claimed.Send is OutgoingSend.Read && row is not null)
            if (row.Attempts < MostReadAttempts)
                row.Postpone(time.GetUtcNow() + Pause(0, row.Attempts));
            else
                db.Remove(row);
        return Task.CompletedTask;
    }

    private async Task FailAsync(ClaimedSend claimed, DeliveryFailure failure, CancellationToken cancellation)
    {
        if (claimed.Send is not OutgoingSend.Read)
            await deliveries.ReportAsync(
                [new(new(claimed.Id), DeliveryEvent.Failed, time.GetUtcNow()) { Failure = failure }],
                cancellation
            );
    }

    private async Task StopAsync(BusinessNumberId number, int code, SendError error, CancellationToken cancellation)
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

    private static TimeSpan Pause(int code, int attempts)
    {
        var seconds = code == SendErrors.PairRate ? Math.Pow(4, attempts - 1) : Math.Pow(2, attempts);
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestPause.TotalSeconds));
    }

    [LoggerMessage(LogLevel.Warning, "WhatsApp refused a send with code {Code}: {Class}")]
    private partial void SendRefused(int code, ErrorClass @class);

    [LoggerMessage(LogLevel.Warning, "WhatsApp was not reached: {Reason}")]
    private partial void NotReached(string reason);

    [LoggerMessage(LogLevel.Warning, "The outcome of a send is unknown: {Reason}. It is not repeated")]
    private partial void OutcomeUnknown(string reason);

    [LoggerMessage(LogLevel.Error, "Sending from number {Number} was stopped by code {Code}: {Happened}")]
    private partial void NumberStopped(BusinessNumberId number, int code, string happened);
}
