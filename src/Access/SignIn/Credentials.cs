using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.SignIn;

internal sealed class Credentials(TrunklineDb db, PasswordHashing passwords, TimeProvider time) : ICredentials
{
    public async Task<Result> SetAsync(
        ActorId person,
        ActorKind kind,
        string email,
        Secret password,
        CancellationToken cancellation
    ) =>
        PasswordPolicy.Objection(password.Reveal(), email) is { } objection
            ? new InvalidInput("Password", objection)
            : await SetUncheckedAsync(person, kind, email, password, cancellation);

    public async Task<Result> SetUncheckedAsync(
        ActorId person,
        ActorKind kind,
        string email,
        Secret password,
        CancellationToken cancellation
    )
    {
        if (!EmailAddress.IsAcceptable(email))
            return new InvalidInput("Email", "Enter an e-mail address, for example name@company.example.");
        var key = EmailAddress.Key(email);
        // Over all enterprises, since whoever signs in names none.
        var taken = await db
            .Credentials.IgnoreQueryFilters(["Enterprise"])
            .AnyAsync(other => other.Kind == kind && other.EmailKey == key && other.PersonId != person, cancellation);
        if (taken)
            return new EmailTaken();
        var credential = await db.Credentials.SingleOrDefaultAsync(one => one.PersonId == person, cancellation);
        if (credential is null)
            db.Add(credential = new(db.Enterprise!.Value, person, kind));
        credential.Set(email, passwords.Hash(password), time.GetUtcNow());
        // Whoever tried to remember the old one would be locked out with the new one.
        var tally = SignInTally.IdOf(kind, key);
        // The password first, as whoever signs in locks them in this order too.
        await db.SaveChangesAsync(cancellation);
        await db.SignInTallies.Where(one => one.Id == tally).ExecuteDeleteAsync(cancellation);
        return Result.Done;
    }

    public Task RemoveAsync(ActorId person, CancellationToken cancellation) =>
        db.Credentials.Where(credential => credential.PersonId == person).ExecuteDeleteAsync(cancellation);
}
