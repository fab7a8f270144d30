using Trunkline.Accounts.Contracts;
using Trunkline.Ui.Contracts;

namespace Trunkline.Conversations.Threads;

/// <summary>The chat's entries in the menu of the app. Without the feature one reads, so New message is not among them.</summary>
internal sealed class ChatNavigation(Availability availability) : IAppNavigation
{
    public async ValueTask<IReadOnlyList<NavigationEntry>> EntriesAsync(
        AccountEntry person,
        string path,
        CancellationToken cancellation
    )
    {
        var chats = new NavigationEntry(
            "Chats",
            "/app",
            "messages",
            Current: path is "/app" or "/app/" || path.StartsWith("/app/conversations", StringComparison.Ordinal)
        );
        return await availability.OffAsync(person.Id, cancellation) is null
            ? [chats, new("New", "/app/new", "message-plus", Current: path == "/app/new")]
            : [chats];
    }
}
