using Trunkline.Organizations.Contracts;

namespace Trunkline.Accounts.Switches;

/// The three states as the API and the invitation name them. "off" stores Off even where the organization is off.
internal static class WantedValue
{
    public static Switching Read(string value) =>
        value switch
        {
            "on" => Switching.Enable,
            "off" => Switching.PinOff,
            "inherit" => Switching.UseInherited,
            _ => throw new ArgumentOutOfRangeException(nameof(value)),
        };
}
