namespace Trunkline.Conversations.Contracts;

/// <summary>The customers of the demo enterprise, for whoever simulates their phones to know them too.</summary>
public static class DemoCustomers
{
    public static readonly DemoCustomer Marta = new(
        "Marta Nowak",
        "48512345678",
        LastWroteAgo: TimeSpan.FromHours(4.1)
    );
    public static readonly DemoCustomer Luis = new("Luís Pereira", "351912345678", LastWroteAgo: TimeSpan.FromDays(9));
    public static readonly DemoCustomer Ada = new("Ada Kovács", "36201234567", LastWroteAgo: TimeSpan.FromHours(19.7));
    public static readonly DemoCustomer Henrik = new("Henrik Larsen", "4520123456");
    public static readonly DemoCustomer Sol = new(
        "Sol",
        null,
        "sol.rivera",
        "ES.13491208655302741918",
        TimeSpan.FromHours(22.6)
    );

    /// <summary>A contact of Ana's, who has not been written to.</summary>
    public static readonly DemoCustomer Maria = new("Maria Gómez", "13055550141");

    /// <summary>Those who talked with the number of Europe.</summary>
    public static IReadOnlyList<DemoCustomer> OfEurope { get; } = [Marta, Luis, Ada, Henrik, Sol];
}

/// <summary>One customer as a channel knows them; <paramref name="Phone"/> is in E.164 digits without the plus sign.</summary>
public sealed record DemoCustomer(
    string Name,
    string? Phone,
    string? Username = null,
    string? UserId = null,
    TimeSpan? LastWroteAgo = null
);
