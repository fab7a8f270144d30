using System.Text;
using Trunkline.WhatsApp.Sending;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.Tests.WhatsApp.Wire;

public sealed class SendAnswerReaderTests
{
    [Fact]
    public void An_id_means_accepted()
    {
        var outcome = Read(
            200,
            """{"messaging_product":"whatsapp","contacts":[{"input":"+55 11","wa_id":"551187654321"}],"messages":[{"id":"wamid.1","message_status":"accepted"}]}"""
        );

        var accepted = outcome.ShouldBeOfType<SendOutcome.Accepted>();
        accepted.ProviderMessageId.ShouldBe("wamid.1");
        accepted.Recipient.ShouldHaveSingleItem().Value.ShouldBe("551187654321");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(200)]
    public void An_error_counts_by_its_code_whatever_the_status_says(int status)
    {
        var outcome = Read(
            status,
            """{"error":{"message":"(#130429) Rate limit hit","code":"130429","error_data":{"details":"too many"}}}"""
        );

        outcome.ShouldBe(new SendOutcome.Refused(130429, "too many"));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(503, "{}")]
    [InlineData(200, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, """{"messages":[]}""")]
    [InlineData(200, "[]")]
    [InlineData(408, "<html>Request Timeout</html>")]
    public void Whatever_leaves_it_open_is_unknown(int status, string body) =>
        Read(status, body).ShouldBeOfType<SendOutcome.Unknown>();

    [Theory]
    [InlineData(404, "<html>Not found</html>")]
    [InlineData(404, """{"message":"no Route matched with those values"}""")]
    [InlineData(
        400,
        """{"error":{"message":"Unsupported post request. Object with ID '1' does not exist","type":"GraphMethodException","code":100,"error_subcode":33}}"""
    )]
    public void Something_else_that_answers_or_a_number_that_is_gone_stops_the_number_instead_of_failing_every_message(
        int status,
        string body
    )
    {
        var refused = Read(status, body).ShouldBeOfType<SendOutcome.Refused>();

        SendErrors.Find(refused.Code).Class.ShouldBe(ErrorClass.StopNumber);
    }

    [Theory, InlineData(421), InlineData(425), InlineData(429)]
    public void What_a_gateway_refuses_for_a_moment_lets_the_number_rest(int status)
    {
        var refused = Read(status, "<html>Not now</html>").ShouldBeOfType<SendOutcome.Refused>();

        SendErrors.Find(refused.Code).RestsNumber.ShouldBeTrue();
    }

    [Fact]
    public void A_part_of_the_message_that_is_not_accepted_fails_that_message_only()
    {
        var refused = Read(400, """{"error":{"type":"OAuthException","code":100,"error_subcode":2494010}}""");

        SendErrors.Find(refused.ShouldBeOfType<SendOutcome.Refused>().Code).Class.ShouldBe(ErrorClass.Fix);
    }

    private static SendOutcome Read(int status, string body) =>
        SendAnswerReader.Read(status, Encoding.UTF8.GetBytes(body));
}
