using Trunkline.WhatsApp.Simulator.Graph;
using Trunkline.WhatsApp.Simulator.State;
using Trunkline.WhatsApp.Simulator.Webhooks;

namespace Trunkline.WhatsApp.Simulator.Network;

/// <summary>Takes an accepted message to the customer's phone and tells the business how far it got. Callers hold the state.</summary>
internal sealed class CarryMessage(SimulatorState state, Agenda agenda, WebhookSender webhooks)
{
    public void Start(Chat chat, ChatMessage message, GraphError? failure)
    {
        if (failure is null)
            Continue(chat, message);
        else
            Later(state.Behaviour.SentAfter, () => Tell(chat, message, "failed", failure));
    }

    /// <summary>The customer looks at the chat: all that is on the phone is read.</summary>
    public void Read(Chat chat)
    {
        foreach (var message in chat.Unread.ToList())
        {
            if (chat.Customer.SendsReadReceipts)
                Tell(chat, message, "read");
            else
                message.Read(state.Now);
        }
        state.Changed();
    }

    void Continue(Chat chat, ChatMessage message)
    {
        var before = message.Status;
        var next = Journey.Next(
            before,
            message.Type == "reaction",
            chat.IsOpen,
            chat.Customer.SendsReadReceipts,
            state.Behaviour
        );
        if (next is not var (status, after))
            return;
        Later(
            after,
            () =>
            {
                // Opening the chat may have overtaken this step.
                if (message.Status != before)
                    return;
                Tell(chat, message, status);
                Continue(chat, message);
            }
        );
    }

    void Tell(Chat chat, ChatMessage message, string name, GraphError? error = null)
    {
        var status = new MessageStatus(name, state.Now, error?.Code);
        message.Record(status);
        if (
            message.Type == "reaction"
            && name == "sent"
            && message.RepliesTo is { } target
            && state.Find(target, out _, out var reacted)
        )
            reacted.React(message.Text);
        webhooks.Publish(
            new WebhookUpdate(
                chat.Number.AccountId,
                chat.Number.Id,
                "messages",
                Payloads.Status(chat, message, status, error, state.Behaviour)
            )
        );
        state.Changed();
    }

    void Later(TimeSpan delay, Action step) =>
        agenda.In(
            delay,
            () =>
            {
                lock (state.Gate)
                {
                    step();
                }
            }
        );
}
