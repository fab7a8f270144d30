using Microsoft.Extensions.Configuration;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;

namespace Trunkline.Tests.Conversations.Consent;

public class ConsentRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly ConsentWords Words = new(["YES"], ["NO"], ["STOP"]);

    [Theory]
    [InlineData("ARRET")]
    [InlineData("stop")]
    public void STOP_counts_whatever_other_words_there_are(string word)
    {
        var words = ConsentWords.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["Conversations:StopWords"] = "ARRET, BASTA" })
                .Build()
        );

        words.Understand(new IncomingContent.Text(word), ConsentState.Granted).ShouldBe(ConsentAnswer.Stop);
    }

    [Theory]
    [InlineData(ConsentState.Requested, ConsentAnswer.Yes, ConsentState.Granted)]
    [InlineData(ConsentState.Requested, ConsentAnswer.No, ConsentState.Declined)]
    [InlineData(ConsentState.Requested, ConsentAnswer.Stop, ConsentState.Stopped)]
    [InlineData(ConsentState.Declined, ConsentAnswer.Yes, ConsentState.Granted)]
    [InlineData(ConsentState.Declined, ConsentAnswer.Other, ConsentState.Declined)]
    [InlineData(ConsentState.Stopped, ConsentAnswer.Yes, ConsentState.Granted)]
    [InlineData(ConsentState.Stopped, ConsentAnswer.Stop, ConsentState.Stopped)]
    [InlineData(ConsentState.Granted, ConsentAnswer.Stop, ConsentState.Stopped)]
    [InlineData(ConsentState.Granted, ConsentAnswer.No, ConsentState.Declined)]
    [InlineData(ConsentState.Granted, ConsentAnswer.Yes, ConsentState.Granted)]
    [InlineData(ConsentState.Granted, ConsentAnswer.Other, ConsentState.Granted)]
    [InlineData(ConsentState.None, ConsentAnswer.Yes, ConsentState.None)]
    [InlineData(ConsentState.None, ConsentAnswer.Stop, ConsentState.Stopped)]
    internal void An_answer_leads_to_one_state(ConsentState from, ConsentAnswer answer, ConsentState to)
    {
        var step = ConsentRules.Answer(from, answer, askedAgain: false);

        step.State.ShouldBe(to);
        step.Changed.ShouldBe(from != to);
    }

    [Theory]
    [InlineData(ConsentState.Stopped, ConsentAnswer.Yes, ConsentState.Stopped)]
    [InlineData(ConsentState.Declined, ConsentAnswer.Yes, ConsentState.Declined)]
    [InlineData(ConsentState.Requested, ConsentAnswer.Yes, ConsentState.Granted)]
    [InlineData(ConsentState.Granted, ConsentAnswer.Stop, ConsentState.Stopped)]
    internal void A_yes_that_was_said_before_a_no_or_a_stop_does_not_undo_it(
        ConsentState from,
        ConsentAnswer answer,
        ConsentState to
    ) => ConsentRules.Answer(from, answer, askedAgain: false, overtaken: true).State.ShouldBe(to);

    [Fact]
    public void Another_answer_than_yes_or_no_brings_one_fresh_request_and_not_a_second()
    {
        ConsentRules.Answer(ConsentState.Requested, ConsentAnswer.Other, askedAgain: false).AskAgain.ShouldBeTrue();
        ConsentRules.Answer(ConsentState.Requested, ConsentAnswer.Other, askedAgain: true).AskAgain.ShouldBeFalse();
    }

    [Fact]
    public void What_was_said_before_the_request_is_no_answer_to_it() =>
        ConsentRules
            .Answer(ConsentState.Requested, ConsentAnswer.Other, askedAgain: false, overtaken: true)
            .ShouldBe(new ConsentStep(ConsentState.Requested, Changed: false, AskAgain: false));

    [Fact]
    public void Silence_allows_a_new_request_after_24_hours_and_a_request_that_did_not_arrive_at_once()
    {
        var asked = Now.AddHours(-3);

        ConsentRules.RequestableAt(ConsentState.Requested, asked, false, Now).ShouldBe(asked.AddHours(24));
        ConsentRules.RequestableAt(ConsentState.Requested, asked, true, Now).ShouldBe(Now);
        ConsentRules.RequestableAt(ConsentState.None, null, false, Now).ShouldBe(Now);
    }

    [Theory]
    [InlineData(ConsentState.Declined)]
    [InlineData(ConsentState.Stopped)]
    internal void After_a_no_nothing_may_be_asked_any_more(ConsentState state) =>
        ConsentRules.RequestableAt(state, Now.AddDays(-30), false, Now).ShouldBeNull();

    [Theory]
    [InlineData("YES", ConsentAnswer.Yes)]
    [InlineData(" yes! ", ConsentAnswer.Yes)]
    [InlineData("No", ConsentAnswer.No)]
    [InlineData("stop.", ConsentAnswer.Stop)]
    [InlineData("yes please", ConsentAnswer.Other)]
    [InlineData("", ConsentAnswer.Other)]
    internal void Words_are_understood_whole_and_in_any_case(string text, ConsentAnswer answer) =>
        Words.Understand(new IncomingContent.Text(text), ConsentState.Requested).ShouldBe(answer);

    [Fact]
    public void The_word_no_in_a_conversation_is_an_answer_to_something_else() =>
        Words.Understand(new IncomingContent.Text("No"), ConsentState.Granted).ShouldBe(ConsentAnswer.Other);

    [Fact]
    public void A_button_of_ours_speaks_by_its_payload()
    {
        Words
            .Understand(new IncomingContent.Button("Ja", "consent:yes"), ConsentState.Requested)
            .ShouldBe(ConsentAnswer.Yes);
        Words
            .Understand(new IncomingContent.Button("Nein", "consent:no"), ConsentState.Granted)
            .ShouldBe(ConsentAnswer.No);
    }
}
