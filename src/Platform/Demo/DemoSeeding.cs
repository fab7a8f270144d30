using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Data;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Demo;

/// <summary>With <c>Demo__Enabled=true</c> a fresh database gets the demo enterprise, once, before the first request.</summary>
internal sealed partial class DemoSeeding(
    IServiceScopeFactory scopes,
    DemoSettings settings,
    TimeProvider time,
    ILogger<DemoSeeding> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        if (await db.Set<DemoMark>().AnyAsync(cancellationToken))
        {
            if (!settings.Enabled)
                DemoIsStillThere();
            return;
        }
        if (!settings.Enabled)
            return;
        var demo = new DemoContext(Id.New<EnterpriseId>(), settings.Password ?? RandomPassword());
        db.Within(demo.Enterprise);
        var seeds = scope.ServiceProvider.GetServices<IDemoSeed>().OrderBy(seed => seed.Order).ToList();
        try
        {
            await db.WriteAsync(() => SeedAsync(db, seeds, demo, cancellationToken), cancellationToken);
        }
        catch (Exception error) when (error.IsDuplicate())
        {
            return; // another process was first
        }
        if (settings.Password is null)
            Console.WriteLine($"Demo password for everyone in the demo enterprise: {demo.Password.Reveal()}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Result> SeedAsync(
        TrunklineDb db,
        IReadOnlyList<IDemoSeed> seeds,
        DemoContext demo,
        CancellationToken cancellation
    )
    {
        db.Add(new DemoMark(1, demo.Enterprise, time.GetUtcNow()));
        await db.SaveChangesAsync(cancellation);
        foreach (var seed in seeds)
        {
            await seed.SeedAsync(demo, cancellation);
            await db.SaveChangesAsync(cancellation);
        }
        return Result.Done;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "This database holds the demo, whose administrators share one password. Begin anew with an empty database before customers write"
    )]
    private partial void DemoIsStillThere();

    private static Secret RandomPassword() =>
        new(
            string.Join(
                '-',
                Enumerable
                    .Range(0, 4)
                    .Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4))
            )
        );
}

/// <summary><c>Demo__Enabled</c> and <c>Demo__Password</c>; without a password a random one is printed at the first start.</summary>
public sealed record DemoSettings(bool Enabled, Secret? Password)
{
    public static DemoSettings Read(IConfiguration configuration) =>
        new(
            configuration.Flag("Demo:Enabled", false),
            configuration.Optional("Demo:Password") is { } text ? new Secret(text) : null
        );
}

/// <summary>That the demo enterprise was made. One row: of two processes that start together, one seeds.</summary>
internal sealed record DemoMark(int Id, EnterpriseId Enterprise, DateTimeOffset At);

internal sealed class DemoMarkTable : IEntityTypeConfiguration<DemoMark>
{
    public void Configure(EntityTypeBuilder<DemoMark> builder)
    {
        builder.ToTable("platform_demo_mark");
        builder.HasKey(mark => mark.Id);
        builder.Property(mark => mark.Id).ValueGeneratedNever();
    }
}
