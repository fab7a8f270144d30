using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Trunkline.WhatsApp.Simulator.Webhooks;

/// <summary>One signed body on its way to one app, with all its attempts.</summary>
internal sealed class Delivery(
    long id,
    string appId,
    string url,
    string summary,
    byte[] body,
    string secret,
    DateTimeOffset createdAt
)
{
    readonly List<DeliveryAttempt> attempts = [];

    public long Id { get; } = id;
    public string AppId { get; } = appId;
    public string Summary { get; } = summary;
    public string Url { get; } = url;
    public DateTimeOffset CreatedAt { get; } = createdAt;

    [JsonIgnore]
    public byte[] Bytes { get; } = body;
    public string Body => Encoding.UTF8.GetString(Bytes);

    /// <summary>Over the exact bytes that are sent.</summary>
    public string Signature { get; } =
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    [JsonIgnore]
    public string OldSignature { get; } =
        "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body));

    public IReadOnlyList<DeliveryAttempt> Attempts
    {
        get
        {
            lock (attempts)
            {
                return [.. attempts];
            }
        }
    }

    public DeliveryState State { get; private set; } = DeliveryState.UnderWay;
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>Records an attempt; anything but 200 is tried again after the wait, or dropped when there is none left.</summary>
    public void Record(DeliveryAttempt attempt, TimeSpan? wait)
    {
        lock (attempts)
        {
            attempts.Add(attempt);
            State =
                attempt.Status == 200 ? DeliveryState.Delivered
                : wait is null ? DeliveryState.Dropped
                : DeliveryState.Waiting;
            NextAttemptAt = State == DeliveryState.Waiting ? attempt.At + wait : null;
        }
    }
}

/// <summary>Status is null when no answer came; Problem then says why.</summary>
internal sealed record DeliveryAttempt(DateTimeOffset At, int? Status, string? Problem, double Milliseconds);

internal enum DeliveryState
{
    UnderWay,
    Waiting,
    Delivered,
    Dropped,
}
