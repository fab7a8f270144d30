using Microsoft.Extensions.DependencyInjection;

namespace Trunkline.Organizations.Contracts;

/// <summary>How a module declares the features that it obeys.</summary>
public static class FeatureRegistration
{
    public static IServiceCollection AddFeature(this IServiceCollection services, Feature feature) =>
        services.AddSingleton(feature);
}
