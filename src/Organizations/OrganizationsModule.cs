using Microsoft.Extensions.DependencyInjection;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Founding;
using Trunkline.Organizations.Settings;
using Trunkline.Organizations.Shape;
using Trunkline.Organizations.Storage;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;
using Trunkline.Ui.Contracts;

namespace Trunkline.Organizations;

public static class OrganizationsModule
{
    public static void AddOrganizations(this IServiceCollection services)
    {
        services.AddEntitiesOf(typeof(OrganizationsModule).Assembly);
        services.AddSingleton<FeatureSnapshots>();
        services.AddSingleton<FeatureCatalog>();
        services.AddScoped<CurrentTree>();
        services.AddScoped<FeatureSettings>();
        services.AddScoped<FeatureReach>();
        services.AddScoped<FeatureSwitch>();
        services.AddScoped<ShowFeature>();
        services.AddScoped<ReviewFeature>();
        services.AddScoped<CreateOrganization>();
        services.AddScoped<RenameOrganization>();
        services.AddScoped<MoveOrganization>();
        services.AddScoped<ReviewMove>();
        services.AddScoped<DeleteOrganization>();
        services.AddScoped<FeatureReverter>();
        services.AddScoped<RecordRevert>();
        services.AddScoped<UndoChange>();

        services.AddScoped<IChangeReverter>(provider => provider.GetRequiredService<FeatureReverter>());
        services.AddScoped<IFeatureDecisions, FeatureDecisions>();
        services.AddScoped<IOrganizations, OrganizationsNow>();
        services.AddScoped<IAccountSwitches, AccountSwitches>();
        services.AddScoped<IOrganizationSetup, OrganizationSetup>();
        services.AddScoped<IDemoSeed, OrganizationsDemo>();

        services.AddPortalEntry("Organizations", "organizations", "sitemap", 30);
        services.AddPortalEntry("Setup", "setup", "settings", 50, OrganizationPrivileges.Setup);
        services.AddPortalEntryUnder("Setup", "Feature Settings", "setup/features", 19, OrganizationPrivileges.Setup);
    }

    public static void MapOrganizations(this Faces faces)
    {
        ListOrganizations.Map(faces);
        ShowOrganization.Map(faces);
        CreateOrganization.Map(faces);
        RenameOrganization.Map(faces);
        ReviewMove.Map(faces);
        MoveOrganization.Map(faces);
        DeleteOrganization.Map(faces);

        ListFeatures.Map(faces);
        ShowFeature.Map(faces);
        SwitchFeature.Map(faces);
        ReviewFeature.Map(faces);
        PreviewFeature.Map(faces);
        ExplainFeature.Map(faces);
        FeatureHistory.Map(faces);
        UndoChange.Map(faces);
    }
}
