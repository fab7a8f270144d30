using System.Reflection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Trunkline.Platform.Data;

public static class DataModule
{
    private const string MigrationsAssembly = "Trunkline.Migrations";

    // A list is one parameter: with one for each element every length would be another statement to translate and to plan.
    private const ParameterTranslationMode Lists = ParameterTranslationMode.Parameter;

    internal static void AddData(this IServiceCollection services, DatabaseSettings settings)
    {
        services.AddSingleton(settings);
        services.Modules();
        services.AddSingleton<WriteGate>();
        services.AddSingleton<CommitSignals>();
        services.AddSingleton<Ownership>();
        services.AddSingleton<DatabaseFile>();
        services.AddSingleton<EnterpriseScopes>();
        services.AddDbContext<TrunklineDb>(
            options => Connect(options, settings),
            optionsLifetime: ServiceLifetime.Singleton
        );
        services.AddHostedService<MigrateOnStart>();
        services.AddHostedService<CommitListener>();
        services.AddHostedService<CommitNotifier>();
        services.AddHostedService<AnalyzeGrownTables>();
        services.AddDataProtection().SetApplicationName("Trunkline");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            provider => new ConfigureOptions<KeyManagementOptions>(options =>
                options.XmlRepository = new KeyRing(provider.GetRequiredService<IServiceScopeFactory>())
            )
        );
    }

    /// <summary>Adds a module's entities to the database.</summary>
    public static void AddEntitiesOf(this IServiceCollection services, Assembly assembly) =>
        services.Modules().Add(assembly);

    /// <summary>On SQLite this process takes the database for itself, or says in one sentence who has it.</summary>
    public static Task TakeDatabaseAsync(this IHost host, CancellationToken cancellation) =>
        host.Services.GetRequiredService<DatabaseFile>().TakeAsync(cancellation);

    private static void Connect(DbContextOptionsBuilder options, DatabaseSettings settings)
    {
        if (settings.Provider is DatabaseProvider.Sqlite)
            ConnectSqlite(options, settings);
        else
            ConnectPostgreSql(options, settings);
        // Migrations are written by hand and leave no model snapshot; a store test compares schema and model instead.
        options.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    // Apart from each other: what EF Core needs for the other database is not even loaded.
    private static void ConnectSqlite(DbContextOptionsBuilder options, DatabaseSettings settings) =>
        options
            .UseSqlite(
                settings.ConnectionString,
                sqlite => sqlite.MigrationsAssembly(MigrationsAssembly).UseParameterizedCollectionMode(Lists)
            )
            .AddInterceptors(new SqliteConnections());

    private static void ConnectPostgreSql(DbContextOptionsBuilder options, DatabaseSettings settings) =>
        options
            .UseNpgsql(
                settings.ConnectionString,
                postgres => postgres.MigrationsAssembly(MigrationsAssembly).UseParameterizedCollectionMode(Lists)
            )
            .AddInterceptors(new LockTaggedRows());

    private static ModuleAssemblies Modules(this IServiceCollection services)
    {
        var known = services
            .Select(service => service.ImplementationInstance)
            .OfType<ModuleAssemblies>()
            .FirstOrDefault();
        if (known is null)
            services.AddSingleton(known = new ModuleAssemblies());
        return known;
    }
}
