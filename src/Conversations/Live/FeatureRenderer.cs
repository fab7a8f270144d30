using Trunkline.Platform.Live;

namespace Trunkline.Conversations.Live;

/// <summary>Entry points, composers and reasons may all be different now, so the page fetches itself anew; drafts stay on the device.</summary>
internal sealed class FeatureRenderer : ILiveRenderer
{
    private const string Refresh = """<turbo-stream action="refresh"></turbo-stream>""";

    public IReadOnlyCollection<string> Kinds { get; } = [TellParticipants.FeatureKind];

    public Task<IReadOnlyList<string?>> RenderAsync(IReadOnlyList<LiveEvent> told, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string?>>([.. told.Select(_ => Refresh)]);
}
