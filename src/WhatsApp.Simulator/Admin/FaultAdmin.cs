using System.Globalization;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Admin;

/// <summary>What shall go wrong.</summary>
internal static class FaultAdmin
{
    internal sealed record Wanted(
        FaultKind Kind,
        string? Recipient,
        string? PhoneNumberId,
        string? MessageType,
        int? Code,
        string? Details,
        double? DelaySeconds,
        int? Times
    );

    public static IResult List(SimulatorState state)
    {
        lock (state.Gate)
        {
            return AdminJson.Of(state.Faults.ToList());
        }
    }

    public static async Task<IResult> AddAsync(HttpRequest request, SimulatorState state)
    {
        if (await AdminJson.ReadAsync<Wanted>(request) is not { } wanted)
            return AdminJson.Unreadable;
        lock (state.Gate)
        {
            if (state.Faults.Count >= 100)
                return AdminJson.Problem("There are 100 faults already.", StatusCodes.Status409Conflict);
            state.Faults.RemoveAll(old => old.IsSpent);
            var fault = new Fault(wanted.Times)
            {
                Id = Guid.CreateVersion7(state.Now).ToString("N", CultureInfo.InvariantCulture),
                Kind = wanted.Kind,
                Recipient = wanted.Recipient,
                PhoneNumberId = wanted.PhoneNumberId,
                MessageType = wanted.MessageType,
                Code = wanted.Code ?? 131000,
                Details = wanted.Details,
                Delay = TimeSpan.FromSeconds(Math.Clamp(wanted.DelaySeconds ?? 0, 0, 3600)),
            };
            state.Faults.Add(fault);
            return AdminJson.Of(fault, StatusCodes.Status201Created);
        }
    }

    public static IResult Clear(SimulatorState state)
    {
        lock (state.Gate)
        {
            state.Faults.Clear();
            return Results.NoContent();
        }
    }

    public static IResult Remove(string fault, SimulatorState state)
    {
        lock (state.Gate)
        {
            return state.Faults.RemoveAll(known => known.Id == fault) > 0
                ? Results.NoContent()
                : AdminJson.Unknown("fault");
        }
    }
}
