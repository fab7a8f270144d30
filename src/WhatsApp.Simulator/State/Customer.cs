using System.Security.Cryptography;
using System.Text;

namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>A person with a virtual phone.</summary>
internal sealed class Customer
{
    public Customer(string key, SimulatedCustomer known)
    {
        Key = key;
        Name = known.Name;
        Phone = known.Phone is { Length: > 0 } phone ? Dialing.Digits(phone) : null;
        Username = known.Username?.TrimStart('@') is { Length: > 0 } username ? username : null;
        UserId = known.UserId ?? BusinessScopedId(Phone ?? Username ?? key, Phone);
    }

    /// <summary>Addresses this person in the admin API and in the page.</summary>
    public string Key { get; }
    public string Name { get; private set; }

    /// <summary>As it would be dialled; null for a person who has none to show.</summary>
    public string? Phone { get; }

    /// <summary>How WhatsApp writes the number, which need not be how it is dialled.</summary>
    public string? WaId => Phone is null ? null : Dialing.WaId(Phone);
    public string UserId { get; }
    public string? Username { get; private set; }

    /// <summary>Off for people who do not tell when they have read.</summary>
    public bool SendsReadReceipts { get; private set; } = true;

    public bool Has(string digits) => Phone is not null && Dialing.Same(Phone, digits);

    public void Rename(string name) => Name = name;

    public void Adopt(string? username) => Username = username?.TrimStart('@') is { Length: > 0 } name ? name : null;

    public void TellWhenRead(bool tell) => SendsReadReceipts = tell;

    // The same person has the same id in every run, as the product's database may outlive this process.
    static string BusinessScopedId(string seed, string? phone)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
        var number = BitConverter.ToUInt64(hash) % 90_000_000_000_000_000 + 10_000_000_000_000_000;
        return $"{(phone is null ? "US" : Dialing.Country(phone))}.{number}";
    }
}
