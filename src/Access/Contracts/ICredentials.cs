using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Contracts;

/// <summary>
/// E-mail addresses and passwords of everyone who signs in. An address belongs to one administrator and to one account
/// in the whole installation, since a person who signs in names no enterprise. Call inside the write that makes or changes the person.
/// </summary>
public interface ICredentials
{
    /// <summary>Gives the person an address and a password, or replaces them. Refuses a password that the policy refuses, and an address that is taken.</summary>
    Task<Result> SetAsync(
        ActorId person,
        ActorKind kind,
        string email,
        Secret password,
        CancellationToken cancellation
    );

    /// <summary>The same without the password policy: for the demo, whose operator chose the password.</summary>
    Task<Result> SetUncheckedAsync(
        ActorId person,
        ActorKind kind,
        string email,
        Secret password,
        CancellationToken cancellation
    );

    /// <summary>The person cannot sign in any more. Ends no session: see <see cref="ISessions.EndAllAsync"/>.</summary>
    Task RemoveAsync(ActorId person, CancellationToken cancellation);
}

/// <summary>What a password must be, stated once for the server, the hint on the form and the field's attributes.</summary>
public static class PasswordPolicy
{
    public const int Shortest = 12;

    /// <summary>Long enough for any password manager and sentence; bounded, since hashing takes time.</summary>
    public const int Longest = 256;

    public static readonly string Hint =
        $"At least {Shortest} characters. A few words that do not belong together are good.";

    /// <summary>Null when the password is acceptable; otherwise one sentence that says what would be.</summary>
    public static string? Objection(string password, string email) =>
        password.Length < Shortest ? $"Choose a password of at least {Shortest} characters."
        : password.Length > Longest ? $"Choose a password of at most {Longest} characters."
        : password.Distinct().Count() < 5 ? "Choose a password with more different characters."
        // Of a name of three letters most sentences hold it.
        : email.Split('@')[0] is { Length: > 3 } name && password.Contains(name, StringComparison.OrdinalIgnoreCase)
            ? "Choose a password that does not contain your e-mail address."
        : Common.Any(word => password.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? "Choose a password that is harder to guess."
        : null;

    private static readonly string[] Common =
    [
        "password",
        "passwort",
        "123456789",
        "qwertyuiop",
        "trunkline",
        "letmein",
    ];
}
