using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.BusinessNumbers;

namespace Trunkline.WhatsApp.Sending;

/// <summary>
/// Takes what is due of each number, as much as its pace allows, hands it to WhatsApp and settles what came of it. A slow answer
/// holds up its own customer's messages and nobody else's.
/// </summary>
internal sealed partial class SendDispatcher(
    OutboxSignal signal,
    EnterpriseScopes enterprises,
    IServiceScopeFactory scopes,
    PostMessage post,
    Settlements settlements,
    SendingPace pace,
    TimeProvider time,
    ILogger<SendDispatcher> logger
) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<BusinessNumberId, int> underWay = new();
    private readonly ConcurrentDictionary<Task, bool> sends = new();
    private readonly Dictionary<(EnterpriseId, BusinessNumberId), long> failedAt = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await signal.WaitAsync(Look, stoppingToken);
                try
                {
                    // Where taking failed there may be marks that only this process can take back, and nothing else that is due.
                    foreach (
                        var (enterprise, number) in (await FindDueAsync(stoppingToken)).Union(failedAt.Keys).ToList()
                    )
                        await TryStartAsync(enterprise, number, stoppingToken);
                }
                catch (Exception error) when (!error.IsStop(stoppingToken))
                {
                    LookingFailed(error);
                    await Task.Delay(Look, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        await Task.WhenAll(sends.Keys);
    }

    private async Task<IReadOnlyList<(EnterpriseId, BusinessNumberId)>> FindDueAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var now = time.GetUtcNow();
        // The dispatcher serves every enterprise; each number is then worked within its own.
        var outbox = db.Outbox.IgnoreQueryFilters(["Enterprise"]);
        // What is held at a stopped number would be asked about at every turn.
        var stopped = db.Numbers.IgnoreQueryFilters(["Enterprise"]).Where(number => number.StoppedAt != null);
        var due = await outbox
            .Where(OutboxRow.IsDue(now))
            .Where(row => !stopped.Any(number => number.EnterpriseId == row.EnterpriseId && number.Id == row.Number))
            .Concat(outbox.Where(OutboxRow.IsSilent(now)))
            .Select(row => new { row.EnterpriseId, row.Number })
            .Distinct()
            .ToListAsync(cancellation);
        return [.. due.Select(one => (one.EnterpriseId, one.Number))];
    }

    // Whatever is wrong with one number must not keep the others from sending.
    private async Task TryStartAsync(EnterpriseId enterprise, BusinessNumberId number, CancellationToken cancellation)
    {
        if (failedAt.TryGetValue((enterprise, number), out var failed) && time.GetElapsedTime(failed) < Look)
            return;
        failedAt.Remove((enterprise, number));
        try
        {
            await StartAsync(enterprise, number, cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            failedAt[(enterprise, number)] = time.GetTimestamp();
            TakingFailed(error, number);
        }
    }

    private async Task StartAsync(EnterpriseId enterprise, BusinessNumberId number, CancellationToken cancellation)
    {
        await using var scope = enterprises.Open(enterprise);
        var claim = scope.ServiceProvider.GetRequiredService<ClaimSends>();
        foreach (var claimed in await claim.RunAsync(number, underWay.GetValueOrDefault(number), cancellation))
        {
            underWay.AddOrUpdate(number, 1, (_, count) => count + 1);
            var sending = SendAsync(enterprise, claimed);
            sends[sending] = true;
            _ = sending.ContinueWith(done => sends.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    // Whoever stops waits for what is on its way: cut off, nobody would know whether it went out.
    private async Task SendAsync(EnterpriseId enterprise, ClaimedSend claimed)
    {
        await Task.Yield();
        using var activity = WhatsAppMeter.Activities.StartActivity("whatsapp.send", ActivityKind.Client);
        try
        {
            var outcome = await post.RunAsync(claimed, CancellationToken.None);
            pace.Answered(claimed.Number, outcome is not SendOutcome.Unknown);
            WhatsAppMeter.Sent.Add(1, new KeyValuePair<string, object?>("outcome", outcome.GetType().Name));
            if (outcome is not SendOutcome.Accepted)
                activity?.SetStatus(ActivityStatusCode.Error, outcome.GetType().Name);
            await settlements.SettleAsync(enterprise, new(claimed, outcome), CancellationToken.None);
        }
        catch (Exception error)
        {
            // Nobody knows how far it came: the mark stays, and a minute later a person decides.
            SendingFailed(error, claimed.Number);
        }
        finally
        {
            underWay.AddOrUpdate(claimed.Number, 0, (_, count) => count - 1);
            signal.Wake();
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking for what is due for sending failed; it is tried again in a second")]
    private partial void LookingFailed(Exception error);

    [LoggerMessage(LogLevel.Error, "A send of number {Number} failed, and what became of it is unknown")]
    private partial void SendingFailed(Exception error, BusinessNumberId number);

    [LoggerMessage(LogLevel.Error, "Taking what is due of number {Number} failed; it is tried again in a second")]
    private partial void TakingFailed(Exception error, BusinessNumberId number);
}
