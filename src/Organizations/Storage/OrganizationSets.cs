using Microsoft.EntityFrameworkCore;
using Trunkline.Platform.Data;

namespace Trunkline.Organizations.Storage;

internal static class OrganizationSets
{
    extension(TrunklineDb db)
    {
        public DbSet<Enterprise> Enterprises => db.Set<Enterprise>();

        public DbSet<Organization> Organizations => db.Set<Organization>();

        public DbSet<StoredValue> FeatureValues => db.Set<StoredValue>();

        public DbSet<RecordedEdit> FeatureEdits => db.Set<RecordedEdit>();
    }
}
