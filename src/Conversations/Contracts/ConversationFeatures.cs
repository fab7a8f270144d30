using Trunkline.Organizations.Contracts;

namespace Trunkline.Conversations.Contracts;

/// <summary>The features that this module declares; the channels declare their own.</summary>
public static class ConversationFeatures
{
    /// <summary>On: whoever the account does not know cannot send it a first message.</summary>
    public static readonly FeatureKey RestrictIncoming = new("restrict-incoming");
}
