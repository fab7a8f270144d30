using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Sending;

/// <summary>What came of a send that was given to WhatsApp.</summary>
internal sealed record Settlement(ClaimedSend Claimed, SendOutcome Outcome);

/// <summary>Writes down what came of sends, and what follows: reported, tried again later, or the number stopped.</summary>
internal sealed partial class SettleSend(
    TrunklineDb db,
    IDeliveryReports deliveries,
    ApplyStatus statuses,
    StopNumber stop,
    EndSends ending,
    SendingPace pace,
    TimeProvider time,
    ILogger<SettleSend> logger
)
{
    private const int MostReadAttempts = 5;

    /// <summary>All of them in one write; when it fails, none of them is written down.</summary>
    public Task RunAsync(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                Guid[] ids = [.. settlements.Select(one => one.Claimed.Id)];
                // In one order, as whoever works in the lane locks them too.
                var rows = await db
                    .Outbox.Where(one => ids.Contains(one.Id))
                    .OrderBy(one => one.Id)
                    .Locked()
                    .ToDictionaryAsync(one => one.Id, cancellation);
                var accepted = new List<(ClaimedSend, SendOutcome.Accepted)>(settlements.Count);
                var stops = new List<(BusinessNumberId Number, int Code, SendError Error)>();
                foreach (var (claimed, outcome) in settlements)
                {
                    // Without a row a status was quicker than the answer, or the minute is over; what WhatsApp said is
                    // reported all the same.
                    var row = rows.GetValueOrDefault(claimed.Id);
                    if (row?.Awaits(claimed.Attempt) is false)
                    {
                        // An earlier try has postponed it, and its commit was not confirmed: it goes out again by itself.
                        if (outcome is not SendOutcome.Accepted)
                            continue;
                        row = null;
                    }
                    switch (outcome)
                    {
                        case SendOutcome.Accepted yes:
                            if (row is not null)
                                db.Remove(row);
                            accepted.Add((claimed, yes));
                            break;
                        case SendOutcome.Refused { Code: var code } refused
                            when SendErrors.Find(code) is { StopsNumber: true } error:
                            if (row is null)
                                await RefuseAsync(claimed, null, refused, cancellation);
                            else
                                Hold(row, code, error);
                            stops.Add((claimed.Number, code, error));
                            break;
                        case SendOutcome.Refused refused:
                            await RefuseAsync(claimed, row, refused, cancellation);
                            break;
                        case SendOutcome.Unreachable unreachable:
                            await PostponeAsync(claimed, row, unreachable, cancellation);
                            break;
                        case SendOutcome.Unknown unknown:
                            LeaveOpen(claimed, row, unknown);
                            break;
                        default:
                            throw new InvalidOperationException($"{outcome} is no outcome of a send.");
                    }
                }
                await AcceptAsync(accepted, cancellation);
                // The number last, as whoever removes one has locked it.
                foreach (var (number, code, error) in stops)
                    await stop.RunAsync(number, code, error, cancellation);
                return Result.Done;
            },
            cancellation
        );

    private async Task AcceptAsync(
        IEnumerable<(ClaimedSend Claimed, SendOutcome.Accepted Answer)> accepted,
        CancellationToken cancellation
    )
    {
        var named = accepted
            .Where(one => one.Answer.ProviderMessageId is not null && one.Claimed.Send is not OutgoingSend.Read)
            .ToList();
        await deliveries.ReportAsync(
            [
                .. named.Select(one => new DeliveryReport(new(one.Claimed.Id), DeliveryEvent.Accepted, time.GetUtcNow())
                {
                    ProviderMessageId = one.Answer.ProviderMessageId,
                    Identities = one.Answer.Recipient,
                }),
            ],
            cancellation
        );
        foreach (var number in named.GroupBy(one => one.Claimed.Number, one => one.Answer.ProviderMessageId!))
            await statuses.ReleaseAsync(number.Key, [.. number], cancellation);
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
        var most =
            claimed.Send is OutgoingSend.Read ? Math.Min(MostReadAttempts, error.MostAttempts) : error.MostAttempts;
        if (row is not null && row.Attempts < most)
        {
            Postpone(row, error);
            // The first pause, however often this message was tried: of the others the next one tells.
            if (error.RestsNumber)
                db.AfterCommit(() => pace.Rest(claimed.Number, error.FirstPause));
            return;
        }
        if (row is not null)
            db.Remove(row);
        var failure = SendErrors.Failure(refused.Code, refused.Details);
        // A status may be faster than the answer, and says more.
        await FailAsync(claimed, failure with { InAnswer = true }, cancellation);
        // Each of those behind it would be refused for the same reason, and every refusal counts against the number.
        if (error.StopsWhatWaits && row is not null)
            await ending.FailAsync(row.Number, row.Pair, failure, cancellation);
    }

    private async Task PostponeAsync(
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
            Postpone(row, SendErrors.Unreachable);
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
    private void LeaveOpen(ClaimedSend claimed, OutboxRow? row, SendOutcome.Unknown unknown)
    {
        OutcomeUnknown(unknown.Reason);
        if (claimed.Send is OutgoingSend.Read && row is not null)
            if (row.Attempts < MostReadAttempts)
                Postpone(row, SendErrors.Unreachable);
            else
                db.Remove(row);
    }

    private void Postpone(OutboxRow row, SendError error)
    {
        row.Postpone(time.GetUtcNow() + error.PauseAfter(row.Attempts));
        db.AfterCommit(() => WhatsAppMeter.Postponed.Add(1));
    }

    private void Hold(OutboxRow row, int code, SendError error)
    {
        SendRefused(code, error.Class);
        row.Hold();
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
