using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Ticking the box acts at once; what takes the feature from anybody goes to the review first. The API is one idempotent call for both.
internal static class SwitchFeature
{
    /// What a switch may leave in the record, also one that was looked at first.
    public const string Facts =
        "feature.enabled, feature.disabled, feature.inherited, feature.pinned-off, feature.included-below";

    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost("/o/{organization}/setup/features/{feature}", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits(Facts);
        faces
            .Api.MapPut("/organizations/{organization}/features/{feature}", Put)
            .Requires(OrganizationPrivileges.Setup)
            .Audits(Facts);
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        FeatureKey feature,
        Form form,
        FeatureSwitch features,
        ShowFeature page,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        var switching = form.To ?? (form.Enabled is null ? Switching.Disable : Switching.Enable);
        var preview = await features.PreviewAsync(scope.Organization, feature, switching, cancellation);
        if (!preview.Succeeded)
        {
            return preview.Refusal!.ToHttp();
        }
        // What was closed on purpose is not opened unseen either.
        if (preview.Value.TakesAway || switching is Switching.IncludeBelow)
        {
            return Page.SeeOther(
                $"{Addresses.Review(scope.Organization, feature)}?to={switching}&version={form.Version}"
            );
        }
        var terms = new SwitchTerms(form.Version, null, await caller.ReachAsync(null, cancellation));
        var switched = await features.RunAsync(
            scope.Actor,
            scope.Organization,
            feature,
            switching,
            terms,
            cancellation
        );
        return switched.Refusal is SettingChangedMeanwhile changed
            ? await page.RenderAsync(scope, feature, null, changed, cancellation)
            : switched.ToHttp(done =>
                Page.SeeOther(
                    $"{Addresses.Feature(scope.Organization, feature)}{(done.Change is { } change ? $"?done={change}" : "")}"
                )
            );
    }

    private static async Task<IResult> Put(
        OrganizationScope scope,
        FeatureKey feature,
        [FromBody] Request request,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpResponse response,
        FeatureSwitch features,
        FeatureSettings settings,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        if (!TryRead(ifMatch, out var matched))
        {
            return new InvalidInput("If-Match", "Accepted is the ETag of one earlier answer.").ToHttp();
        }
        var visible = await caller.ReachAsync(null, cancellation);
        var expected = matched ?? request.ExpectedVersion;
        var switched = await features.RunAsync(
            scope.Actor,
            scope.Organization,
            feature,
            request.Switching,
            new SwitchTerms(expected, request.Reason, visible),
            cancellation
        );
        if (!switched.Succeeded)
        {
            return switched.Refusal!.ToHttp();
        }
        var setting = ShownFeature.Of(
            (await settings.ReadAsync(scope.Organization, feature, visible, cancellation)).Value
        );
        response.Headers.ETag = $"\"{setting.Version}\"";
        return Results.Ok(
            new
            {
                Changed = switched.Value.Change is not null,
                switched.Value.Change,
                Setting = setting,
                KeptOff = switched.Value.Preview.KeptOff,
                switched.Value.Preview.Cleared,
            }
        );
    }

    // A proxy that compresses makes a weak tag of ours. Whatever else is not understood must not pass for no condition.
    private static bool TryRead(string? ifMatch, out long? version)
    {
        version = null;
        if (ifMatch is null or "*")
        {
            return true;
        }
        var tag = ifMatch.StartsWith("W/", StringComparison.Ordinal) ? ifMatch[2..] : ifMatch;
        var read = long.TryParse(tag.Trim('"'), CultureInfo.InvariantCulture, out var number);
        version = read ? number : null;
        return read;
    }

    internal sealed record Form : IForm<Form>
    {
        public string? Enabled { get; init; }

        public Switching? To { get; init; }

        public long? Version { get; init; }
    }

    internal sealed record Request(
        [property: Required, RegularExpression("on|off|inherit", ErrorMessage = "The value is on, off or inherit.")]
            string Value,
        bool KeepOff = false,
        long? ExpectedVersion = null,
        [property: StringLength(500)] string? Reason = null
    ) : IRequest
    {
        /// Off under an off parent stores nothing unless the caller asks to keep it off whatever happens above.
        public Switching Switching =>
            Value switch
            {
                "on" => Switching.Enable,
                "inherit" => Switching.UseInherited,
                _ => KeepOff ? Switching.PinOff : Switching.Disable,
            };
    }
}
