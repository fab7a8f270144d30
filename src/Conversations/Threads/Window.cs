namespace Trunkline.Conversations.Threads;

/// <summary>The time in which free text may be sent: 24 hours from the customer's last message. Our own messages never extend it.</summary>
internal readonly record struct Window(DateTimeOffset? ClosesAt)
{
    public static readonly TimeSpan Length = TimeSpan.FromHours(24);

    public static Window After(DateTimeOffset? lastInboundAt) => new(lastInboundAt + Length);

    public bool IsOpen(DateTimeOffset now) => now < ClosesAt;
}
