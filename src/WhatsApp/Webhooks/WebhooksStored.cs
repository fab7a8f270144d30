using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Whether webhooks should be sent here: not while their commits fail, however well the database answers other questions. People's
/// requests do not depend on it.
/// </summary>
internal sealed class WebhooksStored(Inbox inbox) : IHealthCheck
{
    public const string Name = "webhooks";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            inbox.Fails
                ? HealthCheckResult.Unhealthy("Webhooks cannot be stored at present.")
                : HealthCheckResult.Healthy("Ready.")
        );
}
