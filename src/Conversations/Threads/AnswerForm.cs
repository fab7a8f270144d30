using Microsoft.AspNetCore.Http;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Threads;

/// <summary>What a form of a thread answers.</summary>
internal sealed class AnswerForm
{
    public Task<IResult> AfterAsync(
        ConversationId conversation,
        Refusal? refusal,
        string? text,
        CancellationToken cancellation
    ) => Task.FromResult(refusal?.ToHttp() ?? Page.SeeOther($"/app/conversations/{conversation}"));
}
