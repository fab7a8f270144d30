using System.Globalization;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Simulator.Network;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Phones;

/// <summary>The page with the phones and what its buttons do.</summary>
internal static class PhonesApi
{
    const int LongestText = 4096;

    public static void MapPhones(this IEndpointRouteBuilder simulator)
    {
        simulator.MapGet("", () => Page.Of<PhonesPage>(new { }));
        simulator.MapGet("/phones.css", PhonesStyle.Send);
        simulator.MapGet("/live", (PhonesLive live, HttpContext http) => live.FollowAsync(http));
        simulator.MapPost("/clock", MoveClockAsync);
        simulator.MapPost("/people", AddAsync);
        simulator.MapPost("/phones/{customer}/messages", WriteAsync);
        simulator.MapPost("/phones/{customer}/taps", TapAsync);
        simulator.MapPost("/phones/{customer}/chats/{number}/{what:regex(^(show|open|close)$)}", LookAsync);
    }

    static async Task<IResult> MoveClockAsync(
        HttpRequest request,
        TimeProvider time,
        PhonesLive live,
        SimulatorAddress place
    )
    {
        var form = await request.ReadFormAsync();
        if (
            time is MovableTimeProvider clock
            && int.TryParse(form["hours"], CultureInfo.InvariantCulture, out var hours)
            && hours is > 0 and <= 24 * 31
        )
            clock.MoveForward(TimeSpan.FromHours(hours));
        return TakesStreams(request) ? Streams(await live.UpdateOfClockAsync()) : Page.SeeOther(place.Prefix);
    }

    static async Task<IResult> AddAsync(HttpRequest request, SimulatorState state, SimulatorAddress place)
    {
        var form = await request.ReadFormAsync();
        var (name, phone, username) = (
            form["name"].ToString().Trim(),
            form["phone"].ToString().Trim(),
            form["username"].ToString().Trim()
        );
        if (name.Length is 0 or > 100 || phone.Length > 0 && Dialing.Digits(phone).Length is < 7 or > 15)
            return Page.SeeOther(place.Prefix);
        lock (state.Gate)
        {
            state.Add(
                new SimulatedCustomer
                {
                    Name = name,
                    Phone = phone.Length > 0 ? phone : null,
                    Username = username,
                },
                out _
            );
        }
        return Page.SeeOther(place.Prefix);
    }

    static async Task<IResult> WriteAsync(
        string customer,
        HttpRequest request,
        SimulatorState state,
        ShownChats shown,
        TypeAsCustomer typing,
        CarryMessage carry,
        PhonesLive live,
        SimulatorAddress place
    )
    {
        var form = await request.ReadFormAsync();
        var text = form["text"].ToString().ReplaceLineEndings("\n").Trim();
        lock (state.Gate)
        {
            if (
                text.Length is > 0 and <= LongestText
                && state.Customer(customer) is { } writer
                && state.Number(form["number"].ToString()) is { } number
            )
            {
                var chat = state.Chat(writer, number);
                shown.Pick(writer.Key, number.Id, state.Now);
                carry.Read(chat);
                typing.Write(chat, text);
            }
        }
        return await AnswerAsync(customer, request, live, place);
    }

    static async Task<IResult> TapAsync(
        string customer,
        HttpRequest request,
        SimulatorState state,
        TypeAsCustomer typing,
        CarryMessage carry,
        PhonesLive live,
        SimulatorAddress place
    )
    {
        var form = await request.ReadFormAsync();
        lock (state.Gate)
        {
            if (
                state.Find(form["message"].ToString(), out var chat, out var message)
                && chat.Customer.Key == customer
                && message is { IsOnPhone: true, TappedChoice: null }
                && int.TryParse(form["choice"], CultureInfo.InvariantCulture, out var index)
                && message.Choices.ElementAtOrDefault(index) is { Kind: not ChoiceKind.Link } choice
            )
            {
                carry.Read(chat);
                typing.Tap(chat, message, choice);
            }
        }
        return await AnswerAsync(customer, request, live, place);
    }

    static async Task<IResult> LookAsync(
        string customer,
        string number,
        string what,
        HttpRequest request,
        SimulatorState state,
        ShownChats shown,
        CarryMessage carry,
        PhonesLive live,
        SimulatorAddress place
    )
    {
        lock (state.Gate)
        {
            if (state.Customer(customer) is { } person && state.Number(number) is { } business)
            {
                var chat = state.Chat(person, business);
                shown.Pick(person.Key, business.Id, state.Now);
                if (what == "open")
                {
                    chat.Open();
                    carry.Read(chat);
                }
                else if (what == "close")
                    chat.Close();
                state.Changed();
            }
        }
        return await AnswerAsync(customer, request, live, place);
    }

    /// <summary>With a script the phone is brought up to date in place; without one the page is loaded again.</summary>
    static async Task<IResult> AnswerAsync(
        string customer,
        HttpRequest request,
        PhonesLive live,
        SimulatorAddress place
    ) =>
        TakesStreams(request)
            ? Streams(await live.UpdateOfAsync(customer))
            : Page.SeeOther($"{place.Prefix}#screen-{Uri.EscapeDataString(customer)}");

    static bool TakesStreams(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(PhonesLive.StreamType, StringComparison.Ordinal);

    static IResult Streams(string html) => Results.Text(html, PhonesLive.StreamType + "; charset=utf-8");
}
