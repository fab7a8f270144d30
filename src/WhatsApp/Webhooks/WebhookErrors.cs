using Trunkline.Platform;

namespace Trunkline.WhatsApp.Webhooks;

internal sealed record SignatureMissing()
    : Refusal(
        "signature_missing",
        RefusalKind.NotSignedIn,
        "The webhook carries no X-Hub-Signature-256 header of the form sha256=<64 hex digits>."
    );

internal sealed record SignatureWrong()
    : Refusal(
        "signature_wrong",
        RefusalKind.NotSignedIn,
        "The signature was not made with this server's app secret over the bytes that arrived."
    );

internal sealed record VerificationRefused()
    : Refusal(
        "verification_refused",
        RefusalKind.Forbidden,
        "The verification needs hub.mode=subscribe, this server's verify token and a challenge."
    );

internal sealed record BodyEncoded()
    : Refusal(
        "body_encoded",
        RefusalKind.Invalid,
        "A webhook body must come as it was signed, without Content-Encoding."
    );

internal sealed record BodyTooLarge() : Refusal("body_too_large", RefusalKind.Invalid, "A webhook has at most 4 MB.");

internal sealed record TooManyWebhooksWait()
    : Refusal(
        "too_many_webhooks_wait",
        RefusalKind.Unavailable,
        "More webhooks wait than can be processed within seconds. Send it again."
    );

internal sealed record InboxUnavailable()
    : Refusal("inbox_unavailable", RefusalKind.Unavailable, "The webhook could not be stored. Send it again.");
