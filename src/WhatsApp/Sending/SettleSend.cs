using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Writes down what came of a send, and what follows: reported, tried again later, or the number stopped.</summary>
internal sealed partial class SettleSend(
    TrunklineDb db,
    IDeliveryReports deliveries,
    ApplyStatus statuses,
    StopNumber stop,
    EndSends ending,
    TimeProvider time,
    ILogger<SettleSend> logger
)
{
    private const int MostReadAttempts = 5;

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
            await stop.RunAsync(claimed.Number, refused.Code, error, cancellation);
            return;
        }
        var most =
            claimed.Send is OutgoingSend.Read ? Math.Min(MostReadAttempts, error.MostAttempts) : error.MostAttempts;
        if (row is not null && row.Attempts < most)
        {
            row.Postpone(time.GetUtcNow() + error.PauseAfter(row.Attempts));
            return;
        }
        if (row is not null)
            db.Remove(row);
        var failure = SendErrors.Failure(refused.Code, refused.Details);
        await FailAsync(claimed, failure, cancellation);
        if (error.StopsWhatWaits && row is not null)
            await FailWhatWaitsAsync(row, failure, cancellation);
    }

    // Each of them would be refused for the same reason, and every refusal counts against the number.
    private async Task FailWhatWaitsAsync(OutboxRow refused, DeliveryFailure failure, CancellationToken cancellation)
    {
        var waiting = await db
            .Outbox.Where(one =>
                one.Number == refused.Number && one.Pair == refused.Pair && one.State == OutboxState.Waiting
            )
            .ToListAsync(cancellation);
        await ending.RunAsync(waiting, DeliveryEvent.Failed, failure, cancellation);
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
        if (row.Attempts < SendErrors.Unreachable.MostAttempts)
        {
            row.Postpone(time.GetUtcNow() + SendErrors.Unreachable.PauseAfter(row.Attempts));
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
                row.Postpone(time.GetUtcNow() + SendErrors.Unreachable.PauseAfter(row.Attempts));
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

    [LoggerMessage(LogLevel.Warning, "WhatsApp refused a send with code {Code}: {Class}")]
    private partial void SendRefused(int code, ErrorClass @class);

    [LoggerMessage(LogLevel.Warning, "WhatsApp was not reached: {Reason}")]
    private partial void NotReached(string reason);

    [LoggerMessage(LogLevel.Warning, "The outcome of a send is unknown: {Reason}. It is not repeated")]
    private partial void OutcomeUnknown(string reason);
}
