namespace Trunkline.Platform.Data;

/// <summary>
/// A row of one enterprise. It is seen only within that enterprise (<see cref="TrunklineDb.Within"/>), and can be written
/// nowhere else. The enterprise id comes first in every key, so that the data can be sharded by it.
/// </summary>
public interface IEnterpriseOwned
{
    EnterpriseId EnterpriseId { get; }
}
