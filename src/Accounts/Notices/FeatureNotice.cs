using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Accounts.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.Notices;

/// What one person was told about one feature. There is one row, not one for each change: whatever order changes are handled in,
/// and however often, the row ends at what holds, and only a real change of it is worth a word.
internal sealed class FeatureNotice : IEnterpriseOwned
{
    /// An off and on again within this time is not announced again.
    public static readonly TimeSpan Flap = TimeSpan.FromMinutes(5);

    private FeatureNotice() { }

    private FeatureNotice(EnterpriseId enterprise, AccountId account, string feature)
    {
        EnterpriseId = enterprise;
        Account = account;
        Feature = feature;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public AccountId Account { get; private set; }
    public string Feature { get; private set; } = "";
    public bool Available { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }

    /// When the person learned of the present state; null while there is something to say.
    public DateTimeOffset? ToldAt { get; private set; }

    /// When the person learned that the feature is there; null when that never happened before it went away again.
    public DateTimeOffset? KnownAt { get; private set; }

    public bool HasNews => ToldAt is null;

    /// A person who never had the feature until now.
    public static FeatureNotice Gained(
        EnterpriseId enterprise,
        AccountId account,
        string feature,
        DateTimeOffset now
    ) => new(enterprise, account, feature) { Available = true, ChangedAt = now };

    /// A person whom the welcome step told, so that no pop-up follows.
    public static FeatureNotice Welcomed(
        EnterpriseId enterprise,
        AccountId account,
        string feature,
        DateTimeOffset now
    ) =>
        new(enterprise, account, feature)
        {
            Available = true,
            ChangedAt = now,
            ToldAt = now,
            KnownAt = now,
        };

    /// True when that is a change.
    public bool TurnOn(DateTimeOffset now)
    {
        if (Available)
            return false;
        var flapped = KnownAt is not null && now - ChangedAt < Flap;
        (Available, ChangedAt) = (true, now);
        ToldAt = flapped ? now : null;
        KnownAt = flapped ? KnownAt : null;
        return true;
    }

    /// True when that is a change. Who never learned that it was there is not told that it went.
    public bool TurnOff(DateTimeOffset now)
    {
        if (!Available)
            return false;
        (Available, ChangedAt) = (false, now);
        ToldAt = KnownAt is null ? now : null;
        return true;
    }

    public void Tell(DateTimeOffset now)
    {
        ToldAt ??= now;
        if (Available)
            KnownAt ??= now;
    }
}

internal sealed class FeatureNoticeTable : IEntityTypeConfiguration<FeatureNotice>
{
    public void Configure(EntityTypeBuilder<FeatureNotice> builder)
    {
        builder.ToTable("accounts_feature_notice");
        builder.HasKey(notice => new
        {
            notice.EnterpriseId,
            notice.Account,
            notice.Feature,
        });
    }
}
