using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Conversations.Pages;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Threads;

/// <summary>GET /app: the person's conversations.</summary>
internal static class ShowInbox
{
    internal sealed record Query : IRequest
    {
        [MaxLength(200)]
        public string? Q { get; init; }

        [MaxLength(20)]
        public string? Filter { get; init; }

        [MaxLength(40)]
        public string? Cursor { get; init; }
    }

    public static void Map(Faces faces) => faces.App.MapGet("", Handle).RequiresAccount();

    private static async Task<IResult> Handle(
        [AsParameters] Query query,
        ConversationAccess access,
        ReadInbox inbox,
        CancellationToken cancellation
    ) =>
        Page.Of<ChatPage>(
            new
            {
                Inbox = await inbox.ReadAsync(
                    access.Account,
                    Enum.TryParse<ConversationFilter>(query.Filter, true, out var filter) ? filter : default,
                    query.Q,
                    query.Cursor,
                    null,
                    cancellation
                ),
            }
        );
}
