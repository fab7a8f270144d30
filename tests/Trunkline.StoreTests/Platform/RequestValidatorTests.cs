using System.ComponentModel.DataAnnotations;
using Trunkline.Platform.Http;

namespace Trunkline.StoreTests.Platform;

/// <summary>An error names the field in which it is.</summary>
public sealed class RequestValidatorTests
{
    [Fact]
    public void Of_a_list_the_element_is_named_that_is_wrong()
    {
        var errors = new InputErrors();

        RequestValidator.Check(new Order([null, new Line("fine"), new Line("")]), "", errors);

        errors.All.Keys.ShouldBe(["Lines[2].Name"]);
    }

    [Theory]
    [InlineData("Ana Ruiz", true)]
    [InlineData("عبد\u200Cالله", true)]
    [InlineData("👩\u200D💻 Desk", true)]
    [InlineData("Ann\n\nYour mailbox is full", false)]
    [InlineData("Ann\u2028Ruiz", false)]
    [InlineData("Ann \u202Egnp.exe", false)]
    [InlineData("\u200B", false)]
    [InlineData("\u200D", false)]
    [InlineData("\u3164\uFE0F", false)]
    [InlineData("", true)]
    public void A_name_is_one_line_in_which_there_is_something_to_see(string name, bool accepted)
    {
        var errors = new InputErrors();

        RequestValidator.Check(new Named(name), "", errors);

        errors.Any.ShouldBe(!accepted);
    }

    private sealed record Named([property: OneLine] string Name) : IRequest;

    private sealed record Order(IReadOnlyList<Line?> Lines) : IRequest;

    private sealed record Line([Required(ErrorMessage = "Enter a name.")] string Name) : IRequest;
}
