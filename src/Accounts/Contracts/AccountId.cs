using Trunkline.Platform;

namespace Trunkline.Accounts.Contracts;

/// <summary>A person who uses the app. The same value is that person's <see cref="ActorId"/>.</summary>
public readonly record struct AccountId(Guid Value) : IId<AccountId>
{
    public ActorId Actor => new(Value);

    public static AccountId From(Guid value) => new(value);

    public static AccountId Of(ActorId actor) => new(actor.Value);

    public static bool TryParse(string? text, IFormatProvider? provider, out AccountId id) => Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
