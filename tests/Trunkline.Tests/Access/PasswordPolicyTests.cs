using Trunkline.Access.Contracts;

namespace Trunkline.Tests.Access;

public sealed class PasswordPolicyTests
{
    [Theory]
    [InlineData("lantern gravel orbit", "a@example.com")]
    [InlineData("lantern gravel orbit", "van@example.com")]
    public void A_short_name_in_the_address_forbids_no_sentence(string password, string email) =>
        PasswordPolicy.Objection(password, email).ShouldBeNull();

    [Fact]
    public void A_password_does_not_hold_the_name_in_the_address() =>
        PasswordPolicy.Objection("lantern Gravel orbit", "gravel@example.com").ShouldNotBeNull();
}
