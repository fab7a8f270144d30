using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.TestKit.Hosts;

/// <summary>
/// The record, which in every test fails a request that records what its endpoint does not state: the reviewed list of endpoints is
/// believed for what it says.
/// </summary>
internal sealed class StatedFacts(IChangeRecord record, IHttpContextAccessor http) : IChangeRecord
{
    public static void Watch(IServiceCollection services)
    {
        var real = services.Single(one => one.ServiceType == typeof(IChangeRecord)).ImplementationType!;
        services.Replace(
            ServiceDescriptor.Scoped<IChangeRecord>(provider => new StatedFacts(
                (IChangeRecord)ActivatorUtilities.CreateInstance(provider, real),
                provider.GetRequiredService<IHttpContextAccessor>()
            ))
        );
    }

    public ChangeId Record(Actor actor, NewChange change)
    {
        if (http.HttpContext?.GetEndpoint() is { } endpoint)
        {
            var stated = endpoint.Metadata.GetMetadata<AuditStatement>()?.Fact?.Split(", ") ?? [];
            stated.ShouldContain(change.Kind, $"{endpoint.DisplayName} records what it does not state.");
        }

        return record.Record(actor, change);
    }

    public Task PassOnAsync(OrganizationId gone, OrganizationId heir, CancellationToken cancellation) =>
        record.PassOnAsync(gone, heir, cancellation);
}
