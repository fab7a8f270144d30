using Trunkline.Platform;

namespace Trunkline.Accounts.People;

internal sealed record EmailTaken()
    : Refusal(
        "email_taken",
        RefusalKind.Conflict,
        "This e-mail address cannot be invited here: it is in use already, or not open to you. Use another one."
    );

internal sealed record AccountNotActive(string Name)
    : Refusal("account_not_active", RefusalKind.Conflict, $"{Name} is not active, so there is nothing to suspend.");

internal sealed record NoPasswordToRenew(string Name)
    : Refusal(
        "no_password_to_renew",
        RefusalKind.Conflict,
        $"{Name} has not joined yet or is suspended, so there is no password to renew."
    );

internal sealed record AccountNotSuspended(string Name)
    : Refusal("account_not_suspended", RefusalKind.Conflict, $"{Name} is not suspended.");

internal sealed record AlreadyOnboarded(string Name)
    : Refusal("already_onboarded", RefusalKind.Conflict, $"{Name} has joined already and needs no invitation.");

internal sealed record UnknownFeature(string Key)
    : Refusal("unknown_feature", RefusalKind.Invalid, $"There is no feature “{Key}”.");

internal sealed record SameOrganization(string Name, string Organization)
    : Refusal("same_organization", RefusalKind.Conflict, $"{Name} is in {Organization} already.");
