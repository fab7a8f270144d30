using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Ui.Contracts;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Connection;

namespace Trunkline.Tests.WhatsApp.Connection;

/// <summary>What each answer of WhatsApp's means; a number for which all is well stands behind each test.</summary>
public sealed class ConnectionChecksTests
{
    private static readonly Uri Ours = new("https://chat.example.com/webhooks/whatsapp");
    private static readonly NumberAtWhatsApp Well = new("+49 30 5550100", "CONNECTED", "STANDARD", Ours.ToString());

    [Fact]
    public void Nothing_is_wrong_when_all_is_well() =>
        Checks().ShouldAllBe(check => check.Outcome == GateOutcome.Passed && check.NextStep == null);

    [Fact]
    public void Of_what_WhatsApp_does_not_say_nothing_is_claimed()
    {
        var checks = Checks(new Asked<NumberAtWhatsApp>.Known(new(null, null, null, Ours.ToString())));

        checks.ShouldNotContain(check => check.Outcome == GateOutcome.Failed);
        checks.Count(check => check.Outcome == GateOutcome.NotChecked).ShouldBe(3);
    }

    [Theory]
    [InlineData("status", "BANNED", "WhatsApp says BANNED.")]
    [InlineData("display", "+1 555 0100", "At WhatsApp it belongs to +1 555 0100.")]
    [InlineData("throughput", "HIGH", "WhatsApp allows 1,000 messages a second, and 80 are set here.")]
    [InlineData(
        "callback",
        "https://old.example.com/webhooks/whatsapp",
        "WhatsApp sends them to https://old.example.com"
    )]
    [InlineData(
        "callback",
        "https://chat.example.com/webhook",
        "This server listens at https://chat.example.com/webhooks/"
    )]
    [InlineData("callback", "", "WhatsApp has no address to send them to.")]
    public void What_differs_is_told_with_the_next_step(string field, string value, string words)
    {
        var told = field switch
        {
            "status" => Well with { Status = value },
            "display" => Well with { Display = value },
            "throughput" => Well with { Throughput = value },
            _ => Well with { Callback = value },
        };

        var failed = Checks(new Asked<NumberAtWhatsApp>.Known(told))
            .Single(check => check.Outcome == GateOutcome.Failed);

        $"{failed.Detail} {failed.NextStep}".ShouldContain(words);
        failed.NextStep.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void The_address_may_be_written_in_another_way() =>
        Checks(
                new Asked<NumberAtWhatsApp>.Known(
                    Well with
                    {
                        Callback = "https://CHAT.example.com:443/webhooks/whatsapp?from=meta",
                        Display = "+49 (30) 555-0100",
                    }
                )
            )
            .ShouldAllBe(check => check.Outcome == GateOutcome.Passed);

    [Fact]
    public void A_number_that_is_also_in_the_Business_app_may_be_paced_slower() =>
        Checks(perSecond: Throughput.Coexistence).ShouldAllBe(check => check.Outcome == GateOutcome.Passed);

    [Theory]
    [InlineData(190, "The access token has expired or was withdrawn. (code 190)", "Set a new WhatsApp__AccessToken.")]
    [InlineData(4, "The app has used up its calls for now. (code 4)", "Check again in a minute.")]
    public void A_refusal_says_what_WhatsApp_said(int code, string detail, string next)
    {
        var failed = Checks(new Asked<NumberAtWhatsApp>.Refused(code))
            .Single(check => check.Outcome == GateOutcome.Failed);

        failed.Detail.ShouldBe(detail);
        failed.NextStep.ShouldBe(next);
    }

    [Fact]
    public void When_nothing_answers_only_that_is_wrong()
    {
        var checks = Checks(new Asked<NumberAtWhatsApp>.Silent(), new Asked<IReadOnlyList<string>>.Silent());

        (checks.Single(check => check.Outcome == GateOutcome.Failed).Detail ?? "").ShouldContain("graph.example.com");
        checks.Count(check => check.Outcome == GateOutcome.NotChecked).ShouldBe(6);
    }

    private static IReadOnlyList<Check> Checks(
        Asked<NumberAtWhatsApp>? asked = null,
        Asked<IReadOnlyList<string>>? apps = null,
        int perSecond = Throughput.Standard
    ) =>
        ConnectionChecks.Of(
            new(
                Id.New<BusinessNumberId>(),
                "+49 30 5550100",
                "ABC Bank",
                "106540352242922",
                "102290129340398",
                Id.New<OrganizationId>(),
                "Europe",
                NumberUse.Unassigned,
                null,
                [],
                new Dictionary<AccountId, string>(),
                null,
                null,
                null,
                DateTimeOffset.UnixEpoch,
                perSecond,
                0
            ),
            asked ?? new Asked<NumberAtWhatsApp>.Known(Well),
            apps ?? new Asked<IReadOnlyList<string>>.Known(["Trunkline"]),
            "graph.example.com",
            Ours
        );
}
