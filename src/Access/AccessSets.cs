using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Administrators;
using Trunkline.Access.ApiUsers;
using Trunkline.Access.Roles;
using Trunkline.Access.Sessions;
using Trunkline.Access.SignIn;
using Trunkline.Platform.Data;

namespace Trunkline.Access;

internal static class AccessSets
{
    extension(TrunklineDb db)
    {
        public DbSet<Administrator> Administrators => db.Set<Administrator>();
        public DbSet<Invitation> Invitations => db.Set<Invitation>();
        public DbSet<Role> Roles => db.Set<Role>();
        public DbSet<Grant> Grants => db.Set<Grant>();

        /// <summary>Those that permit something: the token of a program may have been revoked, or be over.</summary>
        public IQueryable<Grant> GrantsInForce(DateTimeOffset now)
        {
            var open = db.OpenApiUsers(now).Select(user => user.Id);
            var people = db.Administrators.Select(administrator => administrator.Id);
            return db.Grants.Where(grant => open.Contains(grant.HolderId) || people.Contains(grant.HolderId));
        }

        public DbSet<ApiUser> ApiUsers => db.Set<ApiUser>();

        /// <summary>Those whose token works, as <see cref="ApiUser.IsOpen"/> says of one.</summary>
        public IQueryable<ApiUser> OpenApiUsers(DateTimeOffset now) =>
            db.ApiUsers.Where(user => user.RevokedAt == null && user.ExpiresAt > now);

        public DbSet<Session> Sessions => db.Set<Session>();
        public DbSet<Credential> Credentials => db.Set<Credential>();
        public DbSet<SignInTally> SignInTallies => db.Set<SignInTally>();
        public DbSet<FirstAdministratorToken> FirstAdministratorTokens => db.Set<FirstAdministratorToken>();
    }
}
