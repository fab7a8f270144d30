using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;
using Trunkline.Platform.Operating;

namespace Trunkline.WhatsApp.Operating;

/// The health of the server in words, for whoever sets up the whole enterprise.
internal static class ShowSystem
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/system", Show).Requires(OrganizationPrivileges.Setup);
        faces.Api.MapGet("/organizations/{organization}/system", Read).Requires(OrganizationPrivileges.Setup);
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        IOrganizations organizations,
        ReadServerState server,
        ReadChannelState channel,
        TimeProvider time,
        CancellationToken cancellation
    ) =>
        await IsTopmostAsync(scope, organizations, cancellation)
            ? Page.Of<SystemPage>(
                new
                {
                    Shown = new SystemModel(
                        scope,
                        await server.ReadAsync(cancellation),
                        await channel.ReadAsync(scope, cancellation),
                        time.GetUtcNow()
                    ),
                }
            )
            : new NotFound("page").ToHttp();

    private static async Task<IResult> Read(
        OrganizationScope scope,
        IOrganizations organizations,
        ReadServerState server,
        ReadChannelState channel,
        CancellationToken cancellation
    ) =>
        await IsTopmostAsync(scope, organizations, cancellation)
            ? Results.Ok(
                new
                {
                    server = await server.ReadAsync(cancellation),
                    channel = await channel.ReadAsync(scope, cancellation),
                }
            )
            : new NotFound("page").ToHttp();

    // The server serves everybody: what a part of the enterprise may see of it is nothing.
    private static async Task<bool> IsTopmostAsync(
        OrganizationScope scope,
        IOrganizations organizations,
        CancellationToken cancellation
    ) => (await organizations.NowAsync(cancellation)).IsTopmost(scope.Organization);
}

internal sealed record SystemModel(
    OrganizationScope Scope,
    ServerState Server,
    ChannelState Channel,
    DateTimeOffset Now
)
{
    /// "3 waiting, the oldest for 12 s; 2 failed and are tried again", or that nothing does.
    public string Backlog(int count, DateTimeOffset? since, int again = 0) =>
        count == 0 || since is not { } oldest
            ? "Nothing waits"
            : $"{count} waiting, the oldest for {Age(oldest)}{(again == 0 ? "" : $"; {again} failed and {(again == 1 ? "is" : "are")} tried again")}";

    public string Age(DateTimeOffset since) =>
        (Now - since) switch
        {
            { TotalSeconds: < 60 } age => $"{Math.Max(0, (int)age.TotalSeconds)} s",
            { TotalMinutes: < 60 } age => $"{(int)age.TotalMinutes} min",
            { TotalHours: < 48 } age => $"{(int)age.TotalHours} h",
            var age => $"{(int)age.TotalDays} days",
        };

    public static string Size(long bytes) =>
        bytes < 1024L * 1024 * 1024 ? $"{bytes / (1024.0 * 1024):0.0} MB" : $"{bytes / (1024.0 * 1024 * 1024):0.0} GB";
}
