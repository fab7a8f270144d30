using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Admin;

/// <summary>The people with virtual phones. {customer} in an address is a key, a phone number or a user id.</summary>
internal static class CustomerAdmin
{
    internal sealed record Change(string? Name, string? Username, bool? ReadReceipts);

    public static IResult List(SimulatorState state)
    {
        lock (state.Gate)
        {
            return AdminJson.Of(state.Customers.Select(Describe).ToList());
        }
    }

    public static async Task<IResult> AddAsync(HttpRequest request, SimulatorState state)
    {
        if (await AdminJson.ReadAsync<SimulatedCustomer>(request) is not { } known)
            return AdminJson.Unreadable;
        if (string.IsNullOrWhiteSpace(known.Name) || known.Name.Length > 100)
            return AdminJson.Problem("A customer needs a name of at most 100 characters.");
        if (known.Phone is { } phone && Dialing.Digits(phone).Length is < 7 or > 15)
            return AdminJson.Problem("That is no phone number.");
        lock (state.Gate)
        {
            return state.Add(known, out var customer)
                ? AdminJson.Of(Describe(customer), StatusCodes.Status201Created)
                : AdminJson.Problem("There is no room for more phones.", StatusCodes.Status409Conflict);
        }
    }

    public static async Task<IResult> ChangeAsync(string customer, HttpRequest request, SimulatorState state)
    {
        if (await AdminJson.ReadAsync<Change>(request) is not { } change)
            return AdminJson.Unreadable;
        lock (state.Gate)
        {
            if (state.Customer(customer) is not { } found)
                return AdminJson.Unknown("customer");
            if (change.Name is { Length: > 0 and <= 100 } name)
                found.Rename(name);
            if (change.Username is not null)
                found.Adopt(change.Username);
            if (change.ReadReceipts is { } tell)
                found.TellWhenRead(tell);
            state.Changed();
            return AdminJson.Of(Describe(found));
        }
    }

    public static IResult Remove(string customer, SimulatorState state)
    {
        lock (state.Gate)
        {
            if (state.Customer(customer) is not { } found)
                return AdminJson.Unknown("customer");
            state.Remove(found);
            return Results.NoContent();
        }
    }

    static object Describe(Customer customer) =>
        new
        {
            customer.Key,
            customer.Name,
            customer.Phone,
            customer.WaId,
            customer.UserId,
            customer.Username,
            ReadReceipts = customer.SendsReadReceipts,
        };
}
