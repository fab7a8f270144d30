namespace Trunkline.Conversations.Messages;

internal enum MessageDirection
{
    Incoming,
    Outgoing,
}

internal enum MessageKind
{
    Text,
    Button,
    Unsupported,
    Reaction,

    /// <summary>Not a message of its own: it changed or withdrew another one.</summary>
    Edit,
    Revocation,
    Template,

    /// <summary>Sent by the product itself, such as a confirmation.</summary>
    Automatic,
}

/// <summary>Why nobody is shown a message. It is recorded all the same.</summary>
internal enum MessageHold
{
    None,
    Restricted,
    Waiting,
}
