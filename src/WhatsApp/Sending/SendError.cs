namespace Trunkline.WhatsApp.Sending;

/// <summary>What to do about an error of WhatsApp.</summary>
internal enum ErrorClass
{
    /// <summary>Again by itself, with growing pauses.</summary>
    Retry,

    /// <summary>Again, but only after the stated wait: by itself if it is short, else by a person.</summary>
    Wait,

    /// <summary>Never again unchanged.</summary>
    Fix,

    /// <summary>Nothing more to this customer.</summary>
    StopCustomer,

    /// <summary>Nothing more from this number until a person has repaired the reason.</summary>
    StopNumber,
}

/// <summary>One error: what happened and the next step, each as a sentence for a person, and how often and when it is tried again.</summary>
internal sealed record SendError(ErrorClass Class, string Happened, string NextStep)
{
    public bool NeedsTemplate { get; init; }

    /// <summary>Nothing goes out of the number until a person lets it; what waits goes on waiting.</summary>
    public bool StopsNumber { get; init; }

    /// <summary>It is said of the number and not of the message: until the pause is over nothing is tried from it.</summary>
    public bool RestsNumber { get; init; }

    /// <summary>Sent again sooner than in a day it is refused again.</summary>
    public bool OnlyAfterADay { get; init; }

    /// <summary>What waits for the same customer fails with it.</summary>
    public bool StopsWhatWaits { get; init; }

    /// <summary>How often it is tried by itself altogether.</summary>
    public int MostAttempts { get; init; } = 1;

    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    public double Growth { get; init; } = 2;

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromSeconds(
            Math.Min(FirstPause.TotalSeconds * Math.Pow(Growth, Math.Max(0, attempts - 1)), LongestPause.TotalSeconds)
        );
}
