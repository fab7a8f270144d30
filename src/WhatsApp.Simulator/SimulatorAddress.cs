namespace Trunkline.WhatsApp.Simulator;

/// <summary>Where the simulator is mapped, for the addresses that its pages hold.</summary>
internal sealed class SimulatorAddress
{
    public string Prefix { get; set; } = "";

    public string Phone(string customer) => $"{Prefix}/phones/{Uri.EscapeDataString(customer)}";
}
