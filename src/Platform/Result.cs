namespace Trunkline.Platform;

public enum RefusalKind
{
    Invalid,
    NotSignedIn,
    Forbidden,
    NotFound,
    Conflict,
    TooMany,
    Unavailable,
    Fault,
}

/// <summary>
/// An expected "no". <paramref name="Code"/> is part of the API and never changes; <paramref name="Message"/> is one
/// sentence for a person that says what would be accepted.
/// </summary>
public abstract record Refusal(string Code, RefusalKind Kind, string Message)
{
    /// <summary>Further members of the problem details, such as a trace or the value that now stands.</summary>
    public virtual IReadOnlyDictionary<string, object?> Details => NoDetails;

    private static readonly Dictionary<string, object?> NoDetails = [];
}

/// <summary>What is not there, or not to be seen by the caller: the two are never told apart.</summary>
public sealed record NotFound(string What) : Refusal("not_found", RefusalKind.NotFound, $"There is no such {What}.");

/// <summary>Input that does not fit; errors by the name of the field.</summary>
public sealed record InvalidInput(IReadOnlyDictionary<string, string[]> Errors)
    : Refusal("invalid_input", RefusalKind.Invalid, Sentence(Errors))
{
    public InvalidInput(string field, string error)
        : this(new Dictionary<string, string[]> { [field] = [error] }) { }

    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["errors"] = Errors };

    private static string Sentence(IReadOnlyDictionary<string, string[]> errors) =>
        string.Join(" ", errors.Values.SelectMany(messages => messages));
}

/// <summary>Someone else changed the same thing since the caller looked; nothing was overwritten.</summary>
public sealed record ChangedMeanwhile(string What)
    : Refusal(
        "changed_meanwhile",
        RefusalKind.Conflict,
        $"{What} was changed meanwhile. Look at it again, then decide."
    );

/// <summary>Done, or refused with the reason.</summary>
public readonly struct Result
{
    private Result(Refusal? refusal) => Refusal = refusal;

    public static Result Done => default;

    public Refusal? Refusal { get; }

    public bool Succeeded => Refusal is null;

    public static implicit operator Result(Refusal refusal) => new(refusal);
}

/// <summary>A value, or a refusal with the reason.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    public bool Succeeded => Refusal is null;

    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal.Message}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    /// <summary>For values whose static type is an interface, which C# does not convert implicitly.</summary>
    public static Result<T> Of(T value) => new(value, null);
}
