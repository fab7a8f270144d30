using Trunkline.Platform.Data;

namespace Trunkline.StoreTests.Platform;

public sealed class StorableTextTests
{
    [Theory]
    [InlineData("short", "short")]
    [InlineData("exactly8", "exactly8")]
    [InlineData("more than eight", "more tha")]
    [InlineData("seven..\U0001F44D", "seven..")]
    [InlineData("six...\U0001F44D", "six...\U0001F44D")]
    [InlineData("nul\0", "nul\uFFFD")]
    public void It_is_cut_between_letters_and_holds_none_that_a_database_refuses(string text, string stored) =>
        text.AtMost(8).ShouldBe(stored);
}
