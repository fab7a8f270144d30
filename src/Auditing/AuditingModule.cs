using Microsoft.Extensions.DependencyInjection;
using Trunkline.Auditing.Changes;
using Trunkline.Auditing.Contracts;
using Trunkline.Auditing.Refusals;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing;

public static class AuditingModule
{
    public static void AddAuditing(this IServiceCollection services)
    {
        services.AddEntitiesOf(typeof(AuditingModule).Assembly);
        services.AddScoped<IChangeRecord, ChangeRecord>();
        services.AddScoped<IChangeHistory, ChangeHistory>();
        services.AddSingleton<IAccessRefusals, AccessRefusals>();
    }

    public static void MapAuditing(this Faces faces)
    {
        ListChanges.Map(faces);
        RevertChange.Map(faces);
        ListAccessRefusals.Map(faces);
    }
}
