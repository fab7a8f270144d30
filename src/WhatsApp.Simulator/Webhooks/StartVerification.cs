using Microsoft.Extensions.Hosting;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Webhooks;

/// <summary>
/// Verifies the callbacks that were configured before the start, once the host answers: it may be the one that is called.
/// Meta would not have saved an address that fails; here webhooks go to it all the same, and the failure is shown.
/// </summary>
internal sealed partial class StartVerification(
    SimulatorState state,
    CallbackVerification verification,
    IHostApplicationLifetime lifetime,
    ILogger<StartVerification> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        List<App> apps;
        lock (state.Gate)
        {
            apps = [.. state.Apps.Values.Where(app => app.Settings.CallbackUrl is not null)];
        }
        foreach (var app in apps)
        {
            var problem = await verification.FindProblemAsync(
                app.Settings.CallbackUrl!,
                app.Settings.VerifyToken,
                stoppingToken
            );
            app.Verification = problem ?? App.Verified;
            if (problem is not null)
                LogProblem(app.Settings.CallbackUrl!, problem);
        }
        state.Changed();
    }

    [LoggerMessage(LogLevel.Warning, "The webhook callback {Url} did not verify: {Problem}")]
    partial void LogProblem(string url, string problem);
}
