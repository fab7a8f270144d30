namespace Trunkline.TestKit.Demo;

/// <summary>Someone in the demo enterprise. Everyone there has the same password.</summary>
public sealed record DemoPerson(string Email, bool IsAdministrator)
{
    /// <summary>Everything, at ABC Bank.</summary>
    public static readonly DemoPerson Administrator = new("admin@abcbank.example", true);

    /// <summary>Setup and Accounts, at WhatsApp.</summary>
    public static readonly DemoPerson WhatsAppAdministrator = new("whatsapp.admin@abcbank.example", true);

    /// <summary>Setup, at WhatsApp North.</summary>
    public static readonly DemoPerson NorthAdministrator = new("north.admin@abcbank.example", true);

    /// <summary>Accounts only, at WhatsApp.</summary>
    public static readonly DemoPerson AccountsAdministrator = new("accounts.admin@abcbank.example", true);

    /// <summary>Setup, at Operations.</summary>
    public static readonly DemoPerson OperationsAdministrator = new("ops.admin@abcbank.example", true);

    /// <summary>Active, at WhatsApp North.</summary>
    public static readonly DemoPerson Ana = new("ana.ruiz@abcbank.example", false);

    /// <summary>Active, at WhatsApp North.</summary>
    public static readonly DemoPerson Bo = new("bo.chen@abcbank.example", false);

    /// <summary>Active, at WhatsApp North.</summary>
    public static readonly DemoPerson Kofi = new("kofi.mensah@abcbank.example", false);

    /// <summary>Active, at Europe.</summary>
    public static readonly DemoPerson Cy = new("cy.weber@abcbank.example", false);

    /// <summary>Invited, at WhatsApp South; cannot sign in before onboarding.</summary>
    public static readonly DemoPerson Dee = new("dee.okafor@abcbank.example", false);

    /// <summary>Where this person signs in.</summary>
    public string Face => IsAdministrator ? "/portal" : "/app";
}
