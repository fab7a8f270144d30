using Microsoft.Extensions.DependencyInjection;

namespace Trunkline.Platform.Data;

/// <summary>For work outside a request: a scope of services whose database sees one enterprise.</summary>
public sealed class EnterpriseScopes(IServiceScopeFactory scopes)
{
    public AsyncServiceScope Open(EnterpriseId enterprise)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TrunklineDb>().Within(enterprise);
        return scope;
    }
}
