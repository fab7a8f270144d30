using System.Net;
using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Access.Contracts;
using Trunkline.Access.Sessions;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.SignIn;

internal sealed partial class PasswordSignIn(
    IServiceScopeFactory scopes,
    EnterpriseScopes enterprises,
    PasswordHashing passwords,
    SignInPace pace,
    TimeProvider time,
    ILogger<PasswordSignIn> logger
) : ISignIn, IDisposable
{
    private const int MostWaiting = 20;
    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromHours(1);

    // A password costs a tenth of a second of a processor to check, and anybody may ask: half of them are left to everybody else.
    internal ConcurrencyLimiter Checking { get; } =
        new(
            new()
            {
                PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
                QueueLimit = MostWaiting,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );

    private long? forgottenAt;

    public async Task<Result<StartedSession>> WithPasswordAsync(
        ActorKind kind,
        string email,
        Secret password,
        IPAddress? address,
        CancellationToken cancellation
    )
    {
        var tally = SignInTally.IdOf(kind, EmailAddress.Key(email));
        if (!pace.Admits(address, tally))
        {
            TooOften(logger, kind, address);
            return new SignInTooOften();
        }
        var owner = await OwnerAsync(kind, email, cancellation);
        // A scope of its own, since the request may still carry a session of another enterprise.
        await using var scope = owner is { } enterprise ? enterprises.Open(enterprise) : scopes.CreateAsyncScope();
        var result = await TryAsync(scope.ServiceProvider, kind, email, password, tally, cancellation);
        // Whose turn did not come has tried nothing.
        if (result.Succeeded || result.Refusal is SignInTooOften)
            pace.TakeBack(address, tally);
        else
            Refused(logger, kind, address);
        return result;
    }

    private async Task<EnterpriseId?> OwnerAsync(ActorKind kind, string email, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var key = EmailAddress.Key(email);
        // Over all enterprises: whoever signs in names none.
        return await scope
            .ServiceProvider.GetRequiredService<TrunklineDb>()
            .Credentials.IgnoreQueryFilters(["Enterprise"])
            .Where(credential => credential.Kind == kind && credential.EmailKey == key)
            .Select(credential => (EnterpriseId?)credential.EnterpriseId)
            .SingleOrDefaultAsync(cancellation);
    }

    private async Task<Result<StartedSession>> TryAsync(
        IServiceProvider services,
        ActorKind kind,
        string email,
        Secret password,
        string tally,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<TrunklineDb>();
        var now = time.GetUtcNow();
        var key = EmailAddress.Key(email);
        var credential = await db.Credentials.SingleOrDefaultAsync(
            one => one.Kind == kind && one.EmailKey == key,
            cancellation
        );
        var failures = await db.SignInTallies.AsNoTracking().SingleOrDefaultAsync(one => one.Id == tally, cancellation);
        var person = credential is null ? null : await FindAsync(services, kind, credential, cancellation);
        PasswordCheck check;
        using (var place = await Checking.AcquireAsync(cancellationToken: cancellation))
        {
            if (!place.IsAcquired)
                return new SignInTooOften();
            check = passwords.Check(credential?.PasswordHash, password);
        }
        var isLocked = failures?.IsLocked(now) == true;
        var knows = check.Fits && !isLocked;
        if (knows && person is not null)
            return await db.WriteAsync<StartedSession>(AdmitAsync, cancellation);
        await db.WriteAsync(CountFailureAsync, cancellation);
        return knows ? new SignInSuspended(kind) : new SignInRefused();

        async Task<Result<StartedSession>> AdmitAsync()
        {
            if (!await StandsAsync(db, credential!, cancellation))
                return new SignInRefused();
            if (await FindAsync(services, kind, credential!, cancellation) is not { } admitted)
                return new SignInSuspended(kind);
            await db.SignInTallies.Where(one => one.Id == tally).ExecuteDeleteAsync(cancellation);
            if (check.IsWeak)
                credential!.Strengthen(passwords.Hash(password));
            credential!.SignedIn(now);
            var started = await services
                .GetRequiredService<ISessions>()
                .StartAsync(admitted.Actor.Id, kind, cancellation);
            Record(services, admitted.Actor, admitted, "session.started", "Sign-in");
            return started;
        }

        async Task<Result> CountFailureAsync()
        {
            await ForgetAsync(db, now, cancellation);
            await SignInTally.CountFailureAsync(db, tally, now, cancellation);
            // The tries that locked it are on the record; who goes on trying would only bury what else is there.
            if (person is not null && !isLocked)
                Record(services, Actor.System(person.Actor.Enterprise), person, "session.refused", "Refused sign-in");
            return Result.Done;
        }
    }

    private static Task<SessionPerson?> FindAsync(
        IServiceProvider services,
        ActorKind kind,
        Credential credential,
        CancellationToken cancellation
    ) =>
        services
            .GetServices<ISessionPeople>()
            .Single(people => people.Kind == kind)
            .FindAsync(credential.PersonId, cancellation);

    // Checking a password takes long. Who has set another meanwhile has ended all sessions, and none of the old one may begin after that.
    private static async Task<bool> StandsAsync(
        TrunklineDb db,
        Credential credential,
        CancellationToken cancellation
    ) =>
        await db
            .Credentials.Where(one => one.PersonId == credential.PersonId)
            .Locked()
            .Select(one => (DateTimeOffset?)one.ChangedAt)
            .SingleOrDefaultAsync(cancellation) == credential.ChangedAt;

    // Addresses that nobody has are tried too, and nobody would ever sign in with them. Past its lock a tally says nothing more.
    private async Task ForgetAsync(TrunklineDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        if (forgottenAt is { } last && time.GetElapsedTime(last) < BetweenForgetting)
            return;
        forgottenAt = time.GetTimestamp();
        await db.SignInTallies.Where(one => one.LastAt < now - SignInTally.Lock).ExecuteDeleteAsync(cancellation);
    }

    public void Dispose() => Checking.Dispose();

    private static void Record(
        IServiceProvider services,
        Actor actor,
        SessionPerson person,
        string kind,
        string what
    ) =>
        services
            .GetRequiredService<IChangeRecord>()
            .Record(
                actor,
                new(
                    kind,
                    person.Organization,
                    person.OrganizationName,
                    $"{what} of {person.Actor.Name} {Session.Face(person.Actor.Kind)}",
                    null,
                    null
                )
            );

    [LoggerMessage(LogLevel.Information, "A sign-in as {Kind} from {Address} was refused")]
    private static partial void Refused(ILogger logger, ActorKind kind, IPAddress? address);

    [LoggerMessage(LogLevel.Warning, "Too many attempts to sign in as {Kind} from {Address}")]
    private static partial void TooOften(ILogger logger, ActorKind kind, IPAddress? address);
}
