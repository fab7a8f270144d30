using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.TestKit.Hosts;

/// <summary>
/// The record, which in every test notes what a request records although its endpoint does not state it: the reviewed list of endpoints
/// is believed for what it says.
/// </summary>
internal sealed class StatedFacts(IChangeRecord record, IHttpContextAccessor http, ConcurrentQueue<string> unstated)
    : IChangeRecord
{
    /// <param name="unstated">Takes what was recorded unsaid; nobody may have looked at what the request answered.</param>
    public static void Watch(IServiceCollection services, ConcurrentQueue<string> unstated)
    {
        var real = services.Single(one => one.ServiceType == typeof(IChangeRecord)).ImplementationType!;
        services.Replace(
            ServiceDescriptor.Scoped<IChangeRecord>(provider => new StatedFacts(
                (IChangeRecord)ActivatorUtilities.CreateInstance(provider, real),
                provider.GetRequiredService<IHttpContextAccessor>(),
                unstated
            ))
        );
    }

    public ChangeId Record(Actor actor, NewChange change)
    {
        if (http.HttpContext?.GetEndpoint() is { } endpoint)
        {
            var stated = endpoint.Metadata.GetMetadata<AuditStatement>()?.Fact?.Split(", ") ?? [];
            if (!stated.Contains(change.Kind))
                unstated.Enqueue($"{endpoint.DisplayName} records {change.Kind}");
        }

        return record.Record(actor, change);
    }

    public Task PassOnAsync(OrganizationId gone, OrganizationId heir, CancellationToken cancellation) =>
        record.PassOnAsync(gone, heir, cancellation);
}
