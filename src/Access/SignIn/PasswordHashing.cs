using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Trunkline.Platform;

namespace Trunkline.Access.SignIn;

/// <summary>
/// ASP.NET Core Identity's hasher: PBKDF2 with HMAC-SHA512, a salt per password, 210,000 iterations, which is what the
/// OWASP Password Storage Cheat Sheet asks of PBKDF2-HMAC-SHA512.
/// </summary>
internal sealed class PasswordHashing
{
    public const int Iterations = 210_000;

    private readonly PasswordHasher<object> hasher;
    private readonly Lazy<string> nobody;

    public PasswordHashing(IOptions<PasswordHasherOptions> strength)
    {
        hasher = new(strength);
        nobody = new(() => Hash(Secret.New()));
    }

    public string Hash(Secret password) => hasher.HashPassword(this, password.Reveal());

    /// <summary>Without a hash the same work is done against nobody's, so that time does not tell who exists.</summary>
    public PasswordCheck Check(string? hash, Secret password)
    {
        var outcome = hasher.VerifyHashedPassword(this, hash ?? nobody.Value, password.Reveal());
        return new(
            hash is not null && outcome is not PasswordVerificationResult.Failed,
            outcome is PasswordVerificationResult.SuccessRehashNeeded
        );
    }
}

internal readonly record struct PasswordCheck(bool Fits, bool IsWeak);
