using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Onboarding;

/// The last step of onboarding, and at any time later "My features": what is available, and why or why not.
internal static class Welcome
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/welcome", Greet).RequiresAccount();
        app.MapGet("/features", Show).RequiresAccount();
    }

    private static Task<IResult> Greet(
        ICaller caller,
        IAccountDirectory directory,
        AccountFeatures features,
        IFeatureDecisions decisions,
        IEnumerable<IAnnouncedFeature> announced,
        CancellationToken cancellation
    ) => AnswerAsync(true, caller, directory, features, decisions, announced, cancellation);

    private static Task<IResult> Show(
        ICaller caller,
        IAccountDirectory directory,
        AccountFeatures features,
        IFeatureDecisions decisions,
        IEnumerable<IAnnouncedFeature> announced,
        CancellationToken cancellation
    ) => AnswerAsync(false, caller, directory, features, decisions, announced, cancellation);

    private static async Task<IResult> AnswerAsync(
        bool joined,
        ICaller caller,
        IAccountDirectory directory,
        AccountFeatures features,
        IFeatureDecisions decisions,
        IEnumerable<IAnnouncedFeature> announced,
        CancellationToken cancellation
    )
    {
        var person = (await directory.FindAsync(AccountId.Of(caller.Actor!.Id), cancellation))!;
        var view = await decisions.NowAsync(cancellation);
        var rows = new List<MyFeaturesPage.Row>();
        foreach (var feature in features.All)
        {
            var announcer = announced.FirstOrDefault(one => one.Feature == feature.Key);
            var on = view.Decide(person.Id.Actor, person.Organization, feature.Key);
            var trace = await decisions.TraceOwnAsync(feature.Key, person.Id.Actor, person.Organization, cancellation);
            var announcement = on && announcer is not null ? await announcer.AnnounceAsync(person, cancellation) : null;
            rows.Add(
                new(feature.Label, feature.Summary, announcer is not null, on, trace.Open, announcement, trace.Gates)
            );
        }
        return Page.Of<MyFeaturesPage>(
            new
            {
                Joined = joined,
                person.Name,
                Rows = rows,
            }
        );
    }
}
