using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Http;

/// <summary>
/// Lets an API client repeat a write without doing it twice: it sends <c>Idempotency-Key</c>, and for 24 hours the same
/// caller with the same key gets the first answer again. The key is taken by a unique row before the write begins, so of
/// two requests at the same moment one works and the other is told to wait. Refusals are not kept: they changed nothing.
/// </summary>
internal sealed class IdempotencyKeys(RequestDelegate next, EnterpriseScopes enterprises, TimeProvider time)
{
    public const string Header = "Idempotency-Key";
    private const int LongestKey = 200;
    private const int LargestAnswer = 256 * 1024;
    internal static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    // Longer than any write takes. After it the first request has died, and nobody knows how far it came.
    private static readonly TimeSpan Working = TimeSpan.FromMinutes(1);

    // Not async itself: it keeps no caller while a live stream runs behind it.
    public Task InvokeAsync(HttpContext context, ICaller caller)
    {
        var key = context.Request.Headers[Header].ToString();
        return key.Length > 0 && caller.Actor is { } actor && IsWrite(context) && !IsSignIn(context)
            ? AnswerAsync(context, actor, key)
            : next(context);
    }

    private async Task AnswerAsync(HttpContext context, Actor actor, string key)
    {
        if (key.Length > LongestKey)
        {
            await new InvalidInput(Header, $"An Idempotency-Key has at most {LongestKey} characters.")
                .ToHttp()
                .ExecuteAsync(context);
            return;
        }
        var request = await FingerprintAsync(context);
        if (await TakeAsync(actor, key, request, context.RequestAborted) is { } earlier)
            await RepeatAsync(context, earlier, request);
        else
            await RunAsync(context, actor, key);
    }

    private static bool IsWrite(HttpContext context) =>
        Faces.IsApi(context)
        && !HttpMethods.IsGet(context.Request.Method)
        && !HttpMethods.IsHead(context.Request.Method);

    // What is open to everybody takes a password and answers a token: neither may lie in a table, not even as a hash without salt.
    private static bool IsSignIn(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Authority>() is Authority.Public;

    private static async Task<string> FingerprintAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            System.Text.Encoding.UTF8.GetBytes(
                $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n"
            )
        );
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            hash.AppendData(buffer, 0, read);
        context.Request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// Null when the key is now this request's; otherwise what is stored under it.
    private async Task<IdempotentAnswer?> TakeAsync(
        Actor actor,
        string key,
        string request,
        CancellationToken cancellation
    )
    {
        await using var scope = enterprises.Open(actor.Enterprise);
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var now = time.GetUtcNow();
        var over = now - Kept;
        try
        {
            await db.WriteAsync(
                () =>
                {
                    db.Add(new IdempotentAnswer(actor.Enterprise, actor.Id, key, request, now));
                    return Task.FromResult(Result.Done);
                },
                cancellation
            );
            return null;
        }
        catch (Exception error) when (error.IsDuplicate())
        {
            var stored = await Stored(db, actor, key).AsNoTracking().SingleOrDefaultAsync(cancellation);
            if (stored is not null && stored.TakenAt >= over)
                return stored;
            // Too old to count, or gone again since the request that had it was refused in this moment: the key is free.
            if (stored is not null)
                await db.WriteAsync<int>(
                    async () =>
                        await Stored(db, actor, key).Where(one => one.TakenAt < over).ExecuteDeleteAsync(cancellation),
                    cancellation
                );
            return await TakeAsync(actor, key, request, cancellation);
        }
    }

    private async Task RepeatAsync(HttpContext context, IdempotentAnswer earlier, string request)
    {
        Refusal? refusal =
            earlier.RequestHash != request ? new IdempotencyKeyReused()
            : earlier.Status is not null ? null
            : time.GetUtcNow() - earlier.TakenAt < Working ? new IdempotencyInProgress()
            : new IdempotencyOutcomeUnknown();
        if (refusal is not null)
        {
            await refusal.ToHttp().ExecuteAsync(context);
            return;
        }
        context.Response.StatusCode = earlier.Status!.Value;
        context.Response.ContentType = earlier.ContentType;
        if (earlier.Location is not null)
            context.Response.Headers.Location = earlier.Location;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        await context.Response.Body.WriteAsync(earlier.Body, context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context, Actor actor, string key)
    {
        var wire = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        // Null as long as it may have been done and nobody knows: a second try must not do it again.
        bool? done = null;
        try
        {
            await next(context);
            done = context.Response.StatusCode is >= 200 and < 300 ? (IsWhole(context, answer) ? true : null) : false;
        }
        catch (Exception error)
            when (error is BadHttpRequestException or DbUpdateConcurrencyException
                || error.IsDuplicate()
                || error.IsDeadlock()
            )
        {
            done = false;
            throw;
        }
        finally
        {
            context.Response.Body = wire;
            if (done is { } known)
                await SettleAsync(context, actor, key, known ? answer.ToArray() : null);
        }
        answer.Position = 0;
        await answer.CopyToAsync(wire, context.RequestAborted);
    }

    // Nothing more is written for a client that has gone, so an empty answer may be half of one.
    private static bool IsWhole(HttpContext context, MemoryStream answer) =>
        answer.Length <= LargestAnswer
        && (
            answer.Length > 0
            || context.Response.StatusCode is StatusCodes.Status204NoContent
            || !context.RequestAborted.IsCancellationRequested
        );

    private async Task SettleAsync(HttpContext context, Actor actor, string key, byte[]? body)
    {
        await using var scope = enterprises.Open(actor.Enterprise);
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var response = context.Response;
        var location = response.Headers.Location.ToString();
        await db.WriteAsync<int>(
            async () =>
                body is null
                    ? await Stored(db, actor, key).ExecuteDeleteAsync()
                    : await Stored(db, actor, key)
                        .ExecuteUpdateAsync(change =>
                            change
                                .SetProperty(one => one.Status, response.StatusCode)
                                .SetProperty(one => one.ContentType, response.ContentType)
                                .SetProperty(one => one.Location, location == "" ? null : location)
                                .SetProperty(one => one.Body, body)
                        ),
            CancellationToken.None
        );
    }

    private static IQueryable<IdempotentAnswer> Stored(TrunklineDb db, Actor actor, string key) =>
        db.Set<IdempotentAnswer>().Where(one => one.Caller == actor.Id && one.Key == key);
}

/// <summary>The same key came with another request: a mistake in the client.</summary>
internal sealed record IdempotencyKeyReused()
    : Refusal(
        "idempotency_key_reused",
        RefusalKind.Invalid,
        "This Idempotency-Key was sent before with another request. Use a new key for each write."
    );

/// <summary>The first request with this key is still being worked on.</summary>
internal sealed record IdempotencyInProgress()
    : Refusal(
        "idempotency_in_progress",
        RefusalKind.Conflict,
        "The first request with this Idempotency-Key is still being worked on. Ask again in a moment."
    );

/// <summary>The process that worked on the first request died. Saying so is honest; doing it again might do it twice.</summary>
internal sealed record IdempotencyOutcomeUnknown()
    : Refusal(
        "idempotency_outcome_unknown",
        RefusalKind.Conflict,
        "Nobody knows whether the first request with this Idempotency-Key was done. Look, then use a new key."
    );
