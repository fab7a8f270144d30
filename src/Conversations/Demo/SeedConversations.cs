using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;

namespace Trunkline.Conversations.Demo;

/// <summary>What Cy has been talking about with customers, and whom Ana and Bo know.</summary>
internal sealed class SeedConversations(TrunklineDb db, TimeProvider time) : IDemoSeed
{
    public int Order => 50;

    public async Task SeedAsync(DemoContext demo, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        DemoThread Thread(DemoCustomer customer) =>
            new(
                db,
                demo.Enterprise,
                demo.Recall<AccountId>("account:cy.weber"),
                demo.Recall<BusinessNumberId>("number:europe"),
                customer,
                now.AddDays(-40)
            );

        Thread(DemoCustomers.Marta)
            .Asked(now.AddDays(-3).AddHours(-2), "Marta")
            .Agreed(now.AddDays(-3).AddHours(-1.8))
            .Out(
                now.AddDays(-3).AddHours(-1.6),
                "Good morning Marta, Cy Weber of ABC Bank here. Thank you for agreeing to use WhatsApp."
            )
            .Out(
                now.AddDays(-3).AddHours(-1.59),
                "You wanted to talk about your savings plan. Would Friday at 14:00 suit you?"
            )
            .In(now.AddDays(-3).AddHours(-1.1), "Hello Cy! Friday is good, but rather 15:00?")
            .Out(now.AddDays(-3).AddHours(-1), "15:00 it is. Branch at Friedrichstraße 12, second floor.")
            .In(now.AddDays(-3).AddMinutes(-52), "Perfect 👍")
            .Out(now.AddHours(-5), "Good morning Marta, a small reminder of Friday, 15:00. Please bring your passport.")
            .In(
                now.AddHours(-4.2),
                "Thanks for the reminder. My passport is being renewed, is my driving licence enough?"
            )
            .In(
                now - DemoCustomers.Marta.LastWroteAgo!.Value,
                "And can my daughter come along? She would like to open an account too."
            )
            .Read(butFor: 2);

        Thread(DemoCustomers.Luis)
            .Asked(now.AddDays(-9).AddHours(-1), "Luís")
            .Agreed(now.AddDays(-9).AddMinutes(-50))
            .In(now.AddDays(-9).AddMinutes(-49), "Hi, did my mortgage documents arrive?")
            .Out(now.AddDays(-9).AddMinutes(-31), "They did, thank you. Only the last payslip is missing.")
            .In(now - DemoCustomers.Luis.LastWroteAgo!.Value, "I will send it by post tomorrow.")
            .Out(
                now.AddDays(-8).AddHours(-12),
                "Good evening Luís, the payslip is here and your mortgage file is complete. You will hear from us within two weeks."
            )
            .Read();

        Thread(DemoCustomers.Ada)
            .WroteFirst(now.AddHours(-20), "Hello, my card was blocked in Vienna. Can you help?")
            .Out(
                now.AddHours(-19.8),
                "Of course. It was blocked because of two payments in the same minute. Were both of them yours?"
            )
            .In(now - DemoCustomers.Ada.LastWroteAgo!.Value, "Yes, the machine asked me to repeat it.")
            .Out(now.AddHours(-19.5), "Thank you. The card works again in about ten minutes.")
            .Failed(
                now.AddHours(-1.2),
                "Could you confirm that the card works again?",
                new(
                    "131026",
                    "WhatsApp could not reach the customer's phone. Try again later, or call.",
                    "Message undeliverable",
                    MayRetry: true
                )
            )
            .Read();

        Thread(DemoCustomers.Henrik).Asked(now.AddHours(-3), "Henrik").Read();

        Thread(DemoCustomers.Sol)
            .WroteFirst(now.AddHours(-26.5), "Hi! A friend told me that you have a student account without fees?")
            .Out(
                now.AddHours(-26),
                "Hello, yes: free of charge until you are 27. May I send you the list of what you need to open one?"
            )
            .In(now - DemoCustomers.Sol.LastWroteAgo!.Value, "Yes please, next week is fine 🙂")
            .Read();

        Contact(demo, "account:cy.weber", new("Elif Aydın", "905321234567"), now);
        Contact(demo, "account:ana.ruiz", DemoCustomers.Maria, now);
        Contact(demo, "account:ana.ruiz", new("James Carter", "13125550177"), now);
        Contact(demo, "account:bo.chen", new("Wei Zhang", "16465550188"), now);
        Contact(demo, "account:bo.chen", new("Olivia Brooks", "13125550199"), now);
        await db.SaveChangesAsync(cancellation);
    }

    private void Contact(DemoContext demo, string account, DemoCustomer known, DateTimeOffset now)
    {
        var customer = new Customer(demo.Enterprise, now);
        var phone = known.Phone!;
        db.Add(customer);
        db.Add(new Identity(demo.Enterprise, customer.Id, IdentityName.Phone, PhoneAlias.KeyOf(phone), phone, now));
        db.Add(new Contact(demo.Enterprise, demo.Recall<AccountId>(account), customer.Id, known.Name, now));
    }
}
