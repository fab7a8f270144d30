using Trunkline.WhatsApp.Sending;

namespace Trunkline.Tests.WhatsApp.Sending;

public sealed class SendErrorsTests
{
    // The table of docs: code and class. X stops the number, S the customer, W waits, F is fixed, R is tried again.
    private const string Table = """
        0 X, 1 R, 2 R, 3 X, 4 R, 10 X, 200 X, 299 X, 33 X, 100 F, 104 X, 190 X, 368 X, 80007 R, 130403 S, 130429 R, 130472 S,
        130497 S, 131000 R, 131005 X, 131008 F, 131009 F, 131016 R, 131021 F, 131026 S, 131030 F, 131031 X, 131037 X, 131042 X,
        131045 X, 131047 F, 131048 W, 131049 W, 131050 S, 131051 F, 131056 R, 131057 R, 131062 F, 131063 F, 131064 W, 132000 F,
        132001 F, 132005 F, 132007 F, 132008 F, 132012 F, 132015 F, 132016 F, 132018 F, 132068 F, 132069 W, 133004 R, 134011 F,
        135000 F, 137000 S, 138000 F, 131201 F, 139100 F, 2388001 F
        """;

    public static TheoryData<int, char> Codes() =>
        [
            .. Table
                .Split(',', StringSplitOptions.TrimEntries)
                .Select(pair => pair.Split(' '))
                .Select(pair => (int.Parse(pair[0], System.Globalization.CultureInfo.InvariantCulture), pair[1][0])),
        ];

    [Theory, MemberData(nameof(Codes))]
    public void Every_code_has_its_class_and_two_sentences_for_a_person(int code, char letter)
    {
        var error = SendErrors.Find(code);

        error.Class.ShouldBe(
            letter switch
            {
                'R' => ErrorClass.Retry,
                'W' => ErrorClass.Wait,
                'F' => ErrorClass.Fix,
                'S' => ErrorClass.StopCustomer,
                _ => ErrorClass.StopNumber,
            }
        );
        // The alarm that the table asks for besides.
        error.StopsNumber.ShouldBe(letter == 'X' || code == 131048);
        error.Happened.ShouldEndWith(".");
        error.NextStep.ShouldEndWith(".");
    }

    [Theory, InlineData(131049, false), InlineData(131064, false), InlineData(131000, true)]
    public void What_is_refused_again_for_a_day_offers_nobody_to_send_it_again(int code, bool mayRetry) =>
        SendErrors.Failure(code, null).MayRetry.ShouldBe(mayRetry);

    [Fact]
    public void After_24_hours_the_employee_is_told_to_send_a_template()
    {
        var failure = SendErrors.Failure(131047, "Message failed to send because more than 24 hours have passed");

        failure.NeedsTemplate.ShouldBeTrue();
        failure.MayRetry.ShouldBeFalse();
        failure.Sentence.ShouldContain("approved template");
        failure.Code.ShouldBe("131047");
    }
}
