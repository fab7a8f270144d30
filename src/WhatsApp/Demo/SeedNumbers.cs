using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.WhatsApp.Demo;

/// <summary>The numbers of the demo enterprise, two of their owners alone and two shared; and WhatsApp on where one talks already.</summary>
internal sealed class SeedNumbers(TrunklineDb db, IOrganizationSetup organizations, TimeProvider time) : IDemoSeed
{
    public int Order => 40;

    public async Task SeedAsync(DemoContext demo, CancellationToken cancellation)
    {
        Add(demo, "number:europe", DemoNumbers.Europe, "Europe").AssignTo(demo.Recall<AccountId>("account:cy.weber"));
        Add(demo, "number:ana", DemoNumbers.Ana, "WhatsApp North").AssignTo(demo.Recall<AccountId>("account:ana.ruiz"));
        Add(demo, "number:whatsapp-south", DemoNumbers.WhatsAppSouth, "WhatsApp South").Share(time.GetUtcNow());
        var north = Add(demo, "number:whatsapp-north", DemoNumbers.WhatsAppNorth, "WhatsApp North");
        north.Share(time.GetUtcNow());
        db.Add(new FrontDeskAccount(demo.Enterprise, north.Id, demo.Recall<AccountId>("account:bo.chen")));
        await organizations.SwitchAsync(
            Actor.System(demo.Enterprise),
            demo.Recall<OrganizationId>("organization:Europe"),
            WhatsAppFeature.Key,
            Switching.Enable,
            cancellation
        );
    }

    private WhatsAppNumber Add(DemoContext demo, string name, DemoNumber number, string organization)
    {
        var added = new WhatsAppNumber(
            demo.Enterprise,
            demo.Recall<OrganizationId>($"organization:{organization}"),
            number.PhoneNumberId,
            DemoNumbers.BusinessAccountId,
            number.Display,
            number.VerifiedName,
            time.GetUtcNow()
        );
        db.Add(added);
        demo.Remember(name, added.Id);
        return added;
    }
}
