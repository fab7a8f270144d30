namespace Trunkline.WhatsApp.Simulator.Contracts;

/// <summary>A message template of the business accounts. Placeholders are {{1}} or {{name}}.</summary>
public sealed record SimulatedTemplate
{
    public string Name { get; init; } = "";
    public string Language { get; init; } = "en";
    public string Category { get; init; } = "UTILITY";

    /// <summary>APPROVED, PENDING, REJECTED, PAUSED or DISABLED.</summary>
    public string Status { get; init; } = "APPROVED";

    /// <summary>TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION; null for no header.</summary>
    public string? HeaderFormat { get; init; }
    public string? HeaderText { get; init; }
    public string Body { get; init; } = "";
    public string? Footer { get; init; }
    public IReadOnlyList<SimulatedTemplateButton> Buttons { get; init; } = [];
}

/// <summary>A button of a template: QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, FLOW, CATALOG or REQUEST_CONTACT_INFO.</summary>
public sealed record SimulatedTemplateButton
{
    public string Type { get; init; } = "QUICK_REPLY";
    public string Text { get; init; } = "";

    /// <summary>For URL buttons; with {{1}} at its end it needs a parameter.</summary>
    public string? Url { get; init; }
}

/// <summary>The templates that the simulator starts with.</summary>
public static class SimulatedTemplates
{
    /// <summary>Approved templates that any business would have, the consent request among them.</summary>
    public static IReadOnlyList<SimulatedTemplate> General { get; } =
    [
        new()
        {
            Name = "consent_request",
            Body =
                "Hello {{1}}, {{2}} would like to send you messages on WhatsApp. Do you agree? You can stop at any time.",
            Footer = "Reply YES or NO",
            Buttons = [new() { Text = "YES" }, new() { Text = "NO" }],
        },
        new()
        {
            Name = "conversation_reopen",
            Body =
                "Hello {{1}}, this is {{2}}. We would like to continue our conversation. Please reply when it suits you.",
        },
        new()
        {
            Name = "appointment_reminder",
            Body = "Hello {{1}}, a reminder of your appointment on {{2}} at {{3}}.",
            Buttons = [new() { Text = "Confirm" }, new() { Text = "Change" }],
        },
        new()
        {
            Name = "hello_world",
            Language = "en_US",
            HeaderFormat = "TEXT",
            HeaderText = "Hello World",
            Body =
                "Welcome and congratulations!! This message demonstrates your ability to send a WhatsApp message notification.",
            Footer = "WhatsApp Business Platform sample message",
        },
    ];
}
