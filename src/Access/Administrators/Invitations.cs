using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Mail;

namespace Trunkline.Access.Administrators;

/// Makes the links with which administrators set their passwords.
internal sealed class Invitations(
    TrunklineDb db,
    PublicAddress address,
    PrivilegeCatalog catalog,
    Caller caller,
    IOrganizations organizations,
    IChangeRecord record,
    TimeProvider time
)
{
    /// Inside a write. From here on links, grants and joining of this person happen one after the other, or a link could be left over that
    /// sets the password of somebody who has joined.
    public static async Task<bool> HasJoinedAsync(TrunklineDb db, ActorId administrator, CancellationToken cancellation)
    {
        await db.TakeTurnAsync($"invitation of {administrator}", cancellation);
        return await db.Credentials.AnyAsync(one => one.PersonId == administrator, cancellation);
    }

    /// Whoever has the link is the administrator, so only someone who holds all of it may be shown one. Null when the caller does.
    public async Task<Refusal?> CheckAsync(Administrator administrator, CancellationToken cancellation)
    {
        var given = await (
            from grant in db.Grants
            where grant.HolderId == administrator.Id
            join role in db.Roles on grant.RoleId equals role.Id
            select new { grant.OrganizationId, role }
        ).ToListAsync(cancellation);
        foreach (var one in given)
        {
            var held = await caller.PrivilegesAsync(one.OrganizationId, cancellation);
            if (!held.Contains(AccessPrivileges.Administrators) || !held.IsSupersetOf(one.role.Held(catalog)))
                return new InvitedToMore(administrator.Name);
        }
        return null;
    }

    /// Inside a write: the recorded new link of somebody who was invited before and has not joined; on record, and in the mail, where
    /// the topmost of their roles is, from whichever page it was made.
    public async Task<string> RenewAsync(
        HttpContext context,
        Actor actor,
        Administrator administrator,
        CancellationToken cancellation
    )
    {
        var tree = await organizations.NowAsync(cancellation);
        var held = await db
            .Grants.Where(grant => grant.HolderId == administrator.Id)
            .Select(grant => grant.OrganizationId)
            .ToListAsync(cancellation);
        var place = held.Select(tree.Find).OfType<OrganizationEntry>().MinBy(one => tree.Path(one.Id).Count)!;
        var subject = $"A new link for {administrator.Name}";
        record.Record(actor, new("administrator.invited", place.Id, place.Name, subject, null, null));
        return await InviteAsync(context, actor, place.Name, administrator, cancellation);
    }

    /// Inside a write: whoever holds the role and has not joined is mailed another link.
    public async Task RenewAllAsync(HttpContext context, Actor actor, Role role, CancellationToken cancellation)
    {
        var (credentials, grants) = (db.Credentials, db.Grants);
        var waiting = await db
            .Administrators.Where(one =>
                grants.Any(grant => grant.RoleId == role.Id && grant.HolderId == one.Id)
                && !credentials.Any(credential => credential.PersonId == one.Id)
            )
            .OrderBy(one => one.Id)
            .ToListAsync(cancellation);
        foreach (var administrator in waiting)
            if (!await HasJoinedAsync(db, administrator.Id, cancellation))
                await RenewAsync(context, actor, administrator, cancellation);
    }

    /// Inside a write: unused links that these have made stop working, and how many they were. Whoever kept one that opens more than its
    /// maker holds now would come by it as somebody else.
    public Task<int> EndMadeByAsync(IQueryable<ActorId> makers, CancellationToken cancellation) =>
        db.Invitations.Where(one => makers.Contains(one.MadeBy)).ExecuteDeleteAsync(cancellation);

    /// Inside a write: the new link takes the place of earlier ones, is mailed, and is given back to be shown once.
    public async Task<string> InviteAsync(
        HttpContext context,
        Actor actor,
        string organization,
        Administrator administrator,
        CancellationToken cancellation
    )
    {
        await db
            .Invitations.Where(earlier => earlier.AdministratorId == administrator.Id)
            .ExecuteDeleteAsync(cancellation);
        var token = Secret.New();
        db.Add(new Invitation(administrator.EnterpriseId, administrator.Id, actor.Id, token.Hash, time.GetUtcNow()));
        var link = address.Of(context, $"/portal/invitation/{token.Reveal()}");
        db.Later(
            new SendMail(
                administrator.Email,
                $"You are invited to administer {organization}",
                $"""
                Hello {administrator.Name},

                {actor.Name} invites you to administer {organization}.
                Set your password here. The link works once and for {Invitation.Lifetime.Days} days:

                {link}

                If you did not expect this, do nothing.
                """
            )
        );
        return link;
    }
}
