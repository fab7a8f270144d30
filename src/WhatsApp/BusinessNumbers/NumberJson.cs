namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>A number as the API gives it.</summary>
internal static class NumberJson
{
    public static object Of(ShownNumber number) =>
        new
        {
            number.Id,
            number.Number,
            number.VerifiedName,
            number.PhoneNumberId,
            number.BusinessAccountId,
            number.Organization,
            number.Use,
            number.Account,
            number.FrontDesk,
            number.Connected,
            number.StoppedAt,
            number.StopCode,
            number.StopReason,
            number.LastWebhookAt,
            number.PerSecond,
            number.Version,
        };
}
