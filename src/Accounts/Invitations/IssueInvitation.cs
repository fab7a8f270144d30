using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Invitations;

internal sealed record InvitationSentJustNow(int Seconds)
    : Refusal(
        "invitation_sent_just_now",
        RefusalKind.TooMany,
        $"A link was sent a moment ago. It can be sent again in {Seconds} seconds."
    );

internal enum Delivery
{
    ByMail,
    ByHand,
}

/// Makes a new link for somebody who has not joined yet, and mails it unless it is handed over; or one for another password, which is
/// only mailed. Links made before stop working.
/// Call inside a write.
internal sealed class IssueInvitation(
    TrunklineDb db,
    IOrganizations organizations,
    IChangeRecord record,
    PublicAddress address,
    IHttpContextAccessor requests,
    TimeProvider time
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// Two who make a link in one moment make one after the other, and the first works no more; nor does one that is being used.
    public static Task TakeTurnAsync(TrunklineDb db, AccountId account, CancellationToken cancellation) =>
        db.TakeTurnAsync($"invitation of {account}", cancellation);

    public async Task<Result<string>> RunAsync(
        Account account,
        OrganizationScope scope,
        Delivery delivery,
        CancellationToken cancellation
    )
    {
        await TakeTurnAsync(db, account.Id, cancellation);
        var joined = await db
            .Accounts.Where(one => one.Id == account.Id)
            .Select(one => (bool?)(one.OnboardedAt != null))
            .SingleOrDefaultAsync(cancellation);
        if (joined is null)
            return new NotFound("account");
        if (joined.Value)
            return new AlreadyOnboarded(account.Name);
        return await MakeAsync(account, scope, delivery, renewsPassword: false, cancellation);
    }

    /// Mails a link with which somebody who has joined sets another password. Call inside a write.
    public async Task<Result> RenewPasswordAsync(
        Account account,
        OrganizationScope scope,
        CancellationToken cancellation
    )
    {
        await TakeTurnAsync(db, account.Id, cancellation);
        if (
            !await db.Accounts.AnyAsync(one => one.Id == account.Id && one.Status == AccountStatus.Active, cancellation)
        )
            return new NoPasswordToRenew(account.Name);
        var made = await MakeAsync(account, scope, Delivery.ByMail, renewsPassword: true, cancellation);
        return made.Refusal is { } refusal ? refusal : Result.Done;
    }

    private async Task<Result<string>> MakeAsync(
        Account account,
        OrganizationScope scope,
        Delivery delivery,
        bool renewsPassword,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var earlier = await db
            .Invitations.Where(one => one.Account == account.Id && !one.Superseded)
            .ToListAsync(cancellation);
        var last = earlier.Where(one => one.IsOpenAt(now)).Select(one => one.MailedAt).Max();
        if (delivery is Delivery.ByMail && last is { } mailed && now - mailed < Pause)
            return new InvitationSentJustNow((int)Math.Ceiling((mailed + Pause - now).TotalSeconds));
        foreach (var one in earlier)
            one.Supersede(now);

        var token = Secret.New();
        var invitation = new Invitation(
            account.EnterpriseId,
            account.Id,
            account.OrganizationId,
            token,
            scope.Actor,
            now
        );
        if (renewsPassword)
            invitation.RenewPassword();
        db.Add(invitation);
        var link = address.Of(requests.HttpContext!, $"/app/join/{token.Reveal()}");
        if (delivery is Delivery.ByMail)
        {
            invitation.Mail(now);
            db.Later(InvitationMail.To(account, invitation, await organizations.NowAsync(cancellation), link));
        }
        record.Record(
            scope.Actor,
            new NewChange(
                renewsPassword ? "account.password-link-sent" : "account.invited",
                scope.Organization,
                scope.Name,
                account.Name,
                null,
                new
                {
                    account.Email,
                    Delivery = delivery,
                    invitation.ExpiresAt,
                }
            )
        );
        return link;
    }
}
