using Trunkline.Organizations.Contracts;

namespace Trunkline.Conversations.Contracts;

/// <summary>
/// Whether those who wrote some messages may still send. They could when each was accepted; a channel that kept it back for long asks
/// again before it goes out.
/// </summary>
public interface ISendersRights
{
    /// <summary>Inside a write: which of these messages, that need this feature, may not go out any more. What nobody wrote, such as an automatic reply, may.</summary>
    Task<IReadOnlySet<MessageId>> LostAsync(
        FeatureKey feature,
        IReadOnlyCollection<MessageId> messages,
        CancellationToken cancellation
    );
}
