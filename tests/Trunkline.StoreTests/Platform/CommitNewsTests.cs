using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.StoreTests.Platform;

/// <summary>What one process tells the others of its commits arrives whole, however much it is.</summary>
public sealed class CommitNewsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_what_is_read(bool jobs)
    {
        var news = new CommitNews(jobs, [Id.New<ActorId>(), Id.New<ActorId>()], ["a, b", "#@|ü", "jobs"]);

        var read = Read(news.Write(7_000).ShouldHaveSingleItem());

        read.Jobs.ShouldBe(jobs);
        read.People.ShouldBe(news.People);
        read.Topics.ShouldBe(news.Topics);
    }

    [Fact]
    public void What_is_too_long_for_one_text_goes_in_several_and_nothing_is_left_out()
    {
        var people = Enumerable.Range(0, 1_000).Select(_ => Id.New<ActorId>()).ToList();
        var topics = Enumerable.Range(0, 1_000).Select(number => $"lane {number}").ToList();

        var texts = new CommitNews(true, people, topics).Write(7_000).ToList();

        texts.Count.ShouldBeGreaterThan(5);
        texts.ShouldAllBe(text => text.Length <= 7_000 && text.All(char.IsAscii));
        var read = texts.Select(CommitNews.Read).Aggregate((one, next) => one.With(next));
        read.Jobs.ShouldBeTrue();
        read.People.ShouldBe(people);
        read.Topics.ShouldBe(topics);
    }

    [Fact]
    public void A_name_too_long_for_any_text_does_not_keep_back_the_others()
    {
        var news = new CommitNews(false, [], [new string('x', 8_000), "the next"]);

        Read(news.Write(7_000).ShouldHaveSingleItem()).Topics.ShouldBe(["the next"]);
    }

    [Fact]
    public void What_another_version_says_beside_it_is_passed_over()
    {
        var person = Id.New<ActorId>();

        var read = Read($"!new,@nobody,@{person},,#topic");

        read.Jobs.ShouldBeFalse();
        read.People.ShouldBe([person]);
        read.Topics.ShouldBe(["topic"]);
    }

    [Fact]
    public void A_process_hears_the_others_and_not_itself()
    {
        var (here, there) = (new CommitSignals(), new CommitSignals());
        var heard = new List<string>();
        here.Woken += topics => heard.AddRange(topics ?? []);

        here.Hear(here.Signed("#mine"));
        here.Hear(there.Signed("#theirs"));
        here.Hear("nothing that anybody here has sent");

        heard.ShouldBe(["theirs"]);
    }

    private static CommitNews Read(string text) => CommitNews.Read(text);
}
