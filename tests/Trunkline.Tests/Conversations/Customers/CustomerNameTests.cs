using Trunkline.Conversations.Customers;

namespace Trunkline.Tests.Conversations.Customers;

public class CustomerNameTests
{
    [Theory]
    [InlineData("Ana Ruiz", "Ana")]
    [InlineData("Łukasz", "Łukasz")]
    [InlineData("O'Neil", "O'Neil")]
    [InlineData("Jean-Luc Dr. Picard", "Jean-Luc")]
    [InlineData("Dr. Ana Ruiz", "Ana")]
    [InlineData("प्रिया शर्मा", "प्रिया")]
    [InlineData("🌸 Maria", "Maria")]
    [InlineData("+1 786 555 0000", "there")]
    [InlineData("evil.example/x", "there")]
    [InlineData("Ana,\u00a0your\u00a0card\u00a0is\u00a0blocked:\u00a0evil.example/x", "your")]
    [InlineData("\u202egnp.exe", "there")]
    [InlineData("Thisisoneverylongwordthatcannotbeaname", "there")]
    [InlineData("---", "there")]
    [InlineData("", "there")]
    public void A_message_calls_the_customer_by_one_word_that_can_be_a_name(string name, string greeting) =>
        CustomerName.Greeting(name).ShouldBe(greeting);

    [Fact]
    public void Whose_profile_says_nothing_is_called_there() => CustomerName.Greeting(null).ShouldBe("there");
}
