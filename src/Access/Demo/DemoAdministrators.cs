using Trunkline.Access.Administrators;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;
using Trunkline.Platform.Settings;

namespace Trunkline.Access.Demo;

internal sealed class DemoAdministrators(TrunklineDb db, ICredentials credentials, TimeProvider time) : IDemoSeed
{
    public int Order => 20;

    public async Task SeedAsync(DemoContext demo, CancellationToken cancellation)
    {
        if (await OfferFirstAdministrator.ExistsAsync(db, cancellation))
            throw new SettingException(
                "The setting Demo__Enabled is true, but this database has administrators of its own and gets no demo. Set it to false, or choose an empty database."
            );
        var root = demo.Recall<OrganizationId>("organization:ABC Bank");
        var accounts = new Privilege("Accounts");
        var everything = Role.OfEverything(demo.Enterprise, root);
        var setupAndAccounts = Made("Setup and Accounts", OrganizationPrivileges.Setup, accounts);
        var setup = Made("Setup", OrganizationPrivileges.Setup);
        var accountsOnly = Made("Accounts", accounts);
        db.Add(everything);

        await AddAsync("Ines Marchetti", "admin", everything, "ABC Bank");
        await AddAsync("Walter Adeyemi", "whatsapp.admin", setupAndAccounts, "WhatsApp");
        await AddAsync("Nora Lindqvist", "north.admin", setup, "WhatsApp North");
        await AddAsync("Alma Castillo", "accounts.admin", accountsOnly, "WhatsApp");
        await AddAsync("Omar Haddad", "ops.admin", setup, "Operations");

        Role Made(string name, params Privilege[] privileges)
        {
            var role = new Role(demo.Enterprise, root, name, privileges);
            db.Add(role);
            return role;
        }

        async Task AddAsync(string name, string mailbox, Role role, string organization)
        {
            var email = $"{mailbox}@abcbank.example";
            var administrator = new Administrator(demo.Enterprise, name, email, time.GetUtcNow());
            var place = demo.Recall<OrganizationId>($"organization:{organization}");
            db.AddRange(administrator, new Grant(demo.Enterprise, administrator.Id, role.Id, place));
            var set = await credentials.SetUncheckedAsync(
                administrator.Id,
                ActorKind.Administrator,
                email,
                demo.Password,
                cancellation
            );
            if (set.Refusal is { } refusal)
                throw new InvalidOperationException(refusal.Message);
            demo.Remember($"administrator:{email}", administrator.Id);
        }
    }
}
