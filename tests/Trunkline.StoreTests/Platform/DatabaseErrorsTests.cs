using Microsoft.EntityFrameworkCore;
using Npgsql;
using Trunkline.Platform.Data;

namespace Trunkline.StoreTests.Platform;

/// <summary>A mishap of the database is known also in what EF Core wraps it in.</summary>
public sealed class DatabaseErrorsTests
{
    [Fact]
    public void A_deadlock_is_known_however_it_is_wrapped()
    {
        var deadlock = new PostgresException(
            "deadlock detected",
            "ERROR",
            "ERROR",
            PostgresErrorCodes.DeadlockDetected
        );

        deadlock.IsDeadlock().ShouldBeTrue();
        new DbUpdateException("", deadlock).IsDeadlock().ShouldBeTrue();
        new InvalidOperationException("likely due to a transient failure", new DbUpdateException("", deadlock))
            .IsDeadlock()
            .ShouldBeTrue();
        new DbUpdateException("", new PostgresException("", "", "", PostgresErrorCodes.UniqueViolation))
            .IsDeadlock()
            .ShouldBeFalse();
    }
}
