using Microsoft.EntityFrameworkCore;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Processing;

/// <summary>
/// On PostgreSQL a lane is worked under an advisory lock that belongs to the very transaction that does the work. No two
/// processes are ever in one lane, and the database itself notices when a holder dies: lock and work end together. On SQLite
/// there is one process, and its dispatcher runs each lane once.
/// </summary>
internal sealed class LaneTurn(DatabaseSettings settings)
{
    /// <summary>False: another process works in this lane at this moment. Ask inside the write.</summary>
    public async Task<bool> TryTakeAsync(TrunklineDb db, string lane, CancellationToken cancellation)
    {
        if (settings.Provider is DatabaseProvider.Sqlite)
            return true;
        var name = "trunkline whatsapp " + lane;
        return await db
            .Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock(hashtextextended({name}, 0)) AS \"Value\"")
            .SingleAsync(cancellation);
    }
}
