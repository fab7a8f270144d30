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

    private sealed record Order(IReadOnlyList<Line?> Lines) : IRequest;

    private sealed record Line([Required(ErrorMessage = "Enter a name.")] string Name) : IRequest;
}
