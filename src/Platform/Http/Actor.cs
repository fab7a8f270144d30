namespace Trunkline.Platform.Http;

public enum ActorKind
{
    Administrator,
    Account,
    ApiUser,
    System,
}

/// <summary>Who acts, as it goes into the record. <paramref name="Role"/> is what an administrator reads, for example "Setup and Accounts at WhatsApp".</summary>
public sealed record Actor(ActorId Id, ActorKind Kind, EnterpriseId Enterprise, string Name, string Role)
{
    /// <summary>The product itself, when it does what no person asked for at that moment.</summary>
    public static Actor System(EnterpriseId enterprise) => new(default, ActorKind.System, enterprise, "Trunkline", "");
}
