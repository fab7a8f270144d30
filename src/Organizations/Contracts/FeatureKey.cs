namespace Trunkline.Organizations.Contracts;

/// <summary>The stable name of a feature in addresses, tables and records, such as <c>whatsapp-messaging</c>.</summary>
public readonly record struct FeatureKey(string Name)
{
    public override string ToString() => Name;
}
