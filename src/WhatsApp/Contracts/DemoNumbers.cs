namespace Trunkline.WhatsApp.Contracts;

/// <summary>The business numbers of the demo enterprise, for whoever simulates WhatsApp to know them too.</summary>
public static class DemoNumbers
{
    /// <summary>The WhatsApp Business Account that all of them belong to.</summary>
    public const string BusinessAccountId = "102290129340398";

    public static readonly DemoNumber Europe = new("106540352242901", "+49 30 55500101", "ABC Bank Europe");
    public static readonly DemoNumber WhatsAppNorth = new("106540352242902", "+1 312 555 0142", "ABC Bank");
    public static readonly DemoNumber Ana = new("106540352242903", "+1 312 555 0143", "ABC Bank, Ana Ruiz");
    public static readonly DemoNumber WhatsAppSouth = new("106540352242904", "+1 305 555 0144", "ABC Bank South");

    public static IReadOnlyList<DemoNumber> All { get; } = [Europe, WhatsAppNorth, Ana, WhatsAppSouth];
}

/// <summary>One number as WhatsApp knows it.</summary>
public sealed record DemoNumber(string PhoneNumberId, string Display, string VerifiedName);
