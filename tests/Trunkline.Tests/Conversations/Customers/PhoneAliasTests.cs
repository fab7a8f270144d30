using Trunkline.Conversations.Customers;

namespace Trunkline.Tests.Conversations.Customers;

public class PhoneAliasTests
{
    [Theory]
    [InlineData("+5511987654321", "551187654321")] // Brazil with and without the ninth digit
    [InlineData("+5215512345678", "525512345678")] // Mexico with and without the old mobile 1
    [InlineData("+5491112345678", "541112345678")] // Argentina with and without the mobile 9
    [InlineData("+54111512345678", "541112345678")] // Buenos Aires as dialled at home
    [InlineData("+54221154123456", "542214123456")] // La Plata as dialled at home
    [InlineData("+54290115412345", "542901412345")] // Ushuaia as dialled at home
    public void D1_Two_spellings_of_one_number_find_the_same_customer(string one, string other) =>
        PhoneAlias.KeyOf(one).ShouldBe(PhoneAlias.KeyOf(other));

    [Theory]
    [InlineData("+13055550123", "+13055550124")]
    [InlineData("+551133334444", "+551133334445")]
    [InlineData("+4915112345678", "+491512345678")]
    public void Different_numbers_stay_different(string one, string other) =>
        PhoneAlias.KeyOf(one).ShouldNotBe(PhoneAlias.KeyOf(other));

    [Fact]
    public void The_name_rule_is_saved_then_profile_then_user_name_then_number()
    {
        CustomerName.Of("Saved", "Profile", "user", "13055550123").ShouldBe("Saved");
        CustomerName.Of(null, "Profile", "user", "13055550123").ShouldBe("Profile");
        CustomerName.Of(null, null, "user", "13055550123").ShouldBe("@user");
        CustomerName.Of(null, null, null, "13055550123").ShouldBe("+1 305 555 0123");
    }
}
