namespace Trunkline.TestKit.Databases;

/// <summary>The two databases that Trunkline runs on.</summary>
public enum Store
{
    Sqlite,
    PostgreSql,
}
