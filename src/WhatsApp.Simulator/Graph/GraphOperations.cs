using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>What one call does: the method, the kind of object it names, the edge after it, and the permission it needs.</summary>
internal sealed record GraphOperation(
    string Method,
    GraphNode Node,
    string? Edge,
    string Scope,
    Func<GraphCall, Task<GraphAnswer>> Handle
);

internal enum GraphNode
{
    Unknown,
    Number,
    Account,
    App,
}

/// <summary>The table of contents of the simulated Graph API. A new surface is a new line here and a file beside it.</summary>
internal sealed class GraphOperations(
    PostMessage messages,
    PhoneNumbers numbers,
    BusinessAccounts accounts,
    Subscriptions subscriptions
)
{
    readonly GraphOperation[] all =
    [
        new("POST", GraphNode.Number, "messages", AccessToken.Messaging, messages.HandleAsync),
        new("GET", GraphNode.Number, null, AccessToken.Management, numbers.GetAsync),
        new("POST", GraphNode.Number, null, AccessToken.Management, numbers.UpdateAsync),
        new("GET", GraphNode.Account, null, AccessToken.Management, accounts.GetAsync),
        new("GET", GraphNode.Account, "phone_numbers", AccessToken.Management, numbers.ListAsync),
        new("GET", GraphNode.Account, "message_templates", AccessToken.Management, accounts.ListTemplatesAsync),
        new("GET", GraphNode.Account, "subscribed_apps", AccessToken.Management, subscriptions.ListAsync),
        new("POST", GraphNode.Account, "subscribed_apps", AccessToken.Management, subscriptions.SubscribeAsync),
        new("DELETE", GraphNode.Account, "subscribed_apps", AccessToken.Management, subscriptions.UnsubscribeAsync),
        new("POST", GraphNode.App, "subscriptions", AccessToken.Management, subscriptions.SetCallbackAsync),
    ];

    public GraphOperation? Find(string method, GraphNode node, string? edge) =>
        Array.Find(all, operation => operation.Method == method && operation.Node == node && operation.Edge == edge);
}
