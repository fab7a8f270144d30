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
        public DbSet<ApiUser> ApiUsers => db.Set<ApiUser>();
        public DbSet<Session> Sessions => db.Set<Session>();
        public DbSet<Credential> Credentials => db.Set<Credential>();
        public DbSet<SignInTally> SignInTallies => db.Set<SignInTally>();
        public DbSet<FirstAdministratorToken> FirstAdministratorTokens => db.Set<FirstAdministratorToken>();
    }
}
