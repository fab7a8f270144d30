using Trunkline.WhatsApp;

namespace Trunkline.Tests.WhatsApp;

public sealed class PhoneNumbersTests
{
    [Theory]
    [InlineData("+44 (0)20 7946 0000", "+442079460000")]
    [InlineData("0049 151-234 567.89", "+4915123456789")]
    [InlineData(" +1 (305) 555/0123 ", "+13055550123")]
    [InlineData("+39 (0)6 6981 2345", "+390669812345")]
    public void A_number_is_read_as_people_write_it(string typed, string read) =>
        PhoneNumbers.Read(typed).Value.Display.ShouldBe(read);

    [Theory]
    [InlineData("0151 23456789")]
    [InlineData("+0 151 23456789")]
    [InlineData("+49 151 call me")]
    [InlineData("+12")]
    [InlineData("")]
    public void What_names_no_country_or_is_no_number_is_refused(string typed) =>
        PhoneNumbers.Read(typed).Refusal.ShouldBeOfType<NotAPhoneNumber>();
}
