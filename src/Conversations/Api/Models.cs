using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;

namespace Trunkline.Conversations.Api;

/// <param name="Unread">How many messages the caller has not read yet.</param>
internal sealed record ConversationModel(
    ConversationId Id,
    string Channel,
    CustomerModel Customer,
    NumberModel Number,
    ConsentModel Consent,
    WindowModel Window,
    int Unread,
    DateTimeOffset ActiveAt,
    string? LastText
)
{
    public static ConversationModel Of(ConversationView view, BusinessNumber? number, DateTimeOffset now) =>
        new(
            view.Id,
            view.Channel,
            new(view.CustomerId, view.Name, view.Phone is null ? null : "+" + view.Phone, view.Username),
            new(view.NumberId, number?.Display),
            new(view.Consent, view.ConsentAt),
            new(view.Window.IsOpen(now), view.Window.ClosesAt),
            view.Unread,
            view.ActiveAt,
            view.Last is { Revoked: true } ? null : view.Last?.Text
        );
}

internal sealed record CustomerModel(CustomerId Id, string Name, string? Phone, string? Username);

internal sealed record NumberModel(BusinessNumberId Id, string? Display);

internal sealed record ConsentModel(ConsentState State, DateTimeOffset Since);

internal sealed record WindowModel(bool Open, DateTimeOffset? ClosesAt);

internal sealed record ListModel<T>(IReadOnlyList<T> Items, string? Next);

internal sealed record MessageModel(
    MessageId Id,
    MessageDirection Direction,
    MessageKind Kind,
    string Text,
    string? UnsupportedKind,
    string? Author,
    string? ClientId,
    DateTimeOffset At,
    MessageState? State,
    DeliveryModel? Delivery,
    MessageId? ReplyTo,
    MessageId? RetryOf,
    DateTimeOffset? EditedAt,
    DateTimeOffset? RevokedAt
)
{
    public static MessageModel Of(MessageView view)
    {
        var message = view.Message;
        return new(
            message.Id,
            message.Direction,
            message.Kind,
            message.RevokedAt is null ? message.Text : "",
            message.Kind is MessageKind.Unsupported ? message.Detail : null,
            view.AuthorName,
            message.ClientId,
            message.At,
            message.IsOutgoing ? message.State : null,
            message.IsOutgoing ? DeliveryModel.Of(message.Progress) : null,
            message.ReplyTo,
            message.RetryOf,
            message.EditedAt,
            message.RevokedAt
        );
    }
}

internal sealed record DeliveryModel(
    DateTimeOffset? SentAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? ReadAt,
    DateTimeOffset? PlayedAt,
    DateTimeOffset? FailedAt,
    FailureModel? Failure
)
{
    public static DeliveryModel Of(DeliveryProgress progress) =>
        new(
            progress.SentAt,
            progress.DeliveredAt,
            progress.ReadAt,
            progress.PlayedAt,
            progress.FailedAt,
            progress.Failure is { } failure
                ? new(
                    failure.Code,
                    failure.Sentence,
                    failure.Details,
                    failure.MayRetry,
                    failure.NeedsTemplate,
                    failure.OnlyAfterADay
                )
                : null
        );
}

internal sealed record FailureModel(
    string Code,
    string Sentence,
    string? Details,
    bool MayRetry,
    bool NeedsTemplate,
    bool OnlyAfterADay
);
