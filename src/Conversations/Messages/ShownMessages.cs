namespace Trunkline.Conversations.Messages;

/// <summary>The one rule for which messages people see, for queries and for one message.</summary>
internal static class ShownMessages
{
    extension(IQueryable<Message> messages)
    {
        /// <summary>Held messages are never among them.</summary>
        public IQueryable<Message> Shown =>
            messages.Where(message =>
                message.Hold == MessageHold.None
                && message.Kind != MessageKind.Edit
                && message.Kind != MessageKind.Revocation
                && (message.Kind != MessageKind.Reaction || message.Text != "")
            );

        public IQueryable<Message> Incoming =>
            messages.Where(message => message.Direction == MessageDirection.Incoming);
    }

    public static bool IsShown(this Message message) => message.Hold is MessageHold.None && message.Says();

    /// <summary>Whether it says something of its own, and does not only change what was said before.</summary>
    public static bool Says(this Message message) =>
        message.Kind is not (MessageKind.Edit or MessageKind.Revocation)
        && (message.Kind is not MessageKind.Reaction || message.Text.Length > 0);

    /// <summary>Another one looks different since this one came.</summary>
    public static bool ChangesAnother(this Message message) =>
        message.Kind is MessageKind.Reaction or MessageKind.Edit or MessageKind.Revocation;

    /// <summary>Whether a reaction, an edit or a deletion opens the window is not known, so it does not.</summary>
    public static bool OpensWindow(this Message message) =>
        message.Direction is MessageDirection.Incoming
        && message.Kind is MessageKind.Text or MessageKind.Button or MessageKind.Unsupported;
}
