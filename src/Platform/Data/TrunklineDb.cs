using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Trunkline.Platform.Jobs;
using Trunkline.Platform.Live;

namespace Trunkline.Platform.Data;

/// <summary>
/// The one database of all modules, so that state, its change record and the work that follows from it commit together.
/// No module can name another's entity, since entities are internal.
/// </summary>
public sealed class TrunklineDb(
    DbContextOptions<TrunklineDb> options,
    ModuleAssemblies modules,
    WriteGate gate,
    CommitSignals signals,
    JobCatalog jobs,
    TimeProvider time
) : DbContext(options)
{
    private readonly List<Action> afterCommit = [];
    private readonly List<PendingTell> tells = [];
    private AppendedRows? appended;
    private readonly HashSet<string> topics = new(StringComparer.Ordinal);
    private bool hasNewJobs;
    private bool hasWritten;

    /// <summary>The enterprise whose rows this context sees and writes; without one it sees none.</summary>
    public EnterpriseId? Enterprise { get; private set; }

    /// <summary>Whether writes run side by side, so that one does not see what another is about to commit; on SQLite they take turns.</summary>
    public bool WritesSideBySide => Database.IsNpgsql();

    private EnterpriseId VisibleEnterprise => Enterprise ?? default;

    private AppendedRows Appended => appended ??= new(this);

    public void Within(EnterpriseId enterprise)
    {
        if (Enterprise is { } other && other != enterprise)
            throw new InvalidOperationException("A context that has served one enterprise cannot turn to another.");
        Enterprise = enterprise;
    }

    /// <summary>
    /// Runs the work in one transaction and commits it with everything that it changed, queued and told; a refusal
    /// rolls all of it back. On SQLite only one such transaction runs at a time in the process. A write inside a write
    /// joins it.
    /// </summary>
    public async Task<Result<T>> WriteAsync<T>(Func<Task<Result<T>>> work, CancellationToken cancellation)
    {
        if (Database.CurrentTransaction is not null)
            return await work();

        Database.AutoSavepointsEnabled = false; // what fails rolls all of it back
        using var turn = await gate.EnterAsync(cancellation);
        using var writer = gate.UseWriterConnection(Database);
        await using var transaction = await Database.BeginTransactionAsync(cancellation);
        var committed = false;
        try
        {
            var result = await work();
            if (!result.Succeeded)
                return result;
            await SaveChangedAsync(acceptAllChangesOnSuccess: true, cancellation);
            await WriteLastAsync(cancellation);
            if (!hasWritten && tells.Count == 0)
                await StandbyWarning.WaitWithoutWritingAsync(Database, cancellation);
            using var standby = new StandbyWarning(Database.GetDbConnection());
            // Whoever leaves now does not take the commit along: given up halfway, it may be on one machine only.
            await transaction.CommitAsync(CancellationToken.None);
            standby.ThrowIfHeard();
            committed = true;
            signals.Raise(new(hasNewJobs, [.. tells.Select(tell => tell.Person).Distinct()], [.. topics]));
            foreach (var action in afterCommit.ToArray())
                action();
            return result;
        }
        finally
        {
            if (!committed)
                ChangeTracker.Clear();
            Appended.Clear();
            hasNewJobs = hasWritten = false;
            tells.Clear();
            topics.Clear();
            afterCommit.Clear();
        }
    }

    public async Task<Result> WriteAsync(Func<Task<Result>> work, CancellationToken cancellation)
    {
        var result = await WriteAsync<bool>(
            async () => (await work()).Refusal is { } refusal ? refusal : true,
            cancellation
        );
        return result.Refusal is { } refusal ? refusal : Result.Done;
    }

    // What is known only now, and that nothing in this write asks for any more: on PostgreSQL one round trip.
    private async Task WriteLastAsync(CancellationToken cancellation)
    {
        if (Database.GetDbConnection() is not NpgsqlConnection postgreSql)
        {
            await LiveNumbering.AppendAsync(this, tells, time, cancellation);
            await Appended.WriteOneByOneAsync(cancellation);
            return;
        }
        await using var batch = new NpgsqlBatch(postgreSql);
        Appended.AddTo(batch);
        LiveNumbering.AddTo(batch, this, tells, time);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs once the present write is durable; not at all if it is not. For in-memory effects only.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>
    /// Like <c>Add</c> for many rows: written in bulk at the end of the present write, or before the next
    /// <c>SaveChangesAsync</c> in it. A query does not see them earlier.
    /// </summary>
    public void Append(object row)
    {
        Appended.Add(row);
        hasWritten = true;
    }

    /// <summary>Once the present write is durable, whoever listens to the topic looks, in this process and in all others.</summary>
    public void Wake(string topic) => topics.Add(topic);

    /// <summary>Queues durable work that is committed with the present write: one job for each handler of it.</summary>
    public void Later<TJob>(TJob job)
        where TJob : notnull
    {
        var enterprise = Enterprise ?? throw new InvalidOperationException("A job belongs to an enterprise.");
        foreach (var kind in jobs.KindsOf<TJob>())
            Add(new Job(enterprise, kind, Json.Write(job), time.GetUtcNow()));
        hasNewJobs = true;
    }

    /// <summary>
    /// Tells one person something, live: stored with the present write, numbered for that person without a gap, and kept
    /// for those who reconnect.
    /// </summary>
    public void Tell(ActorId person, string kind, object payload) =>
        tells.Add(
            new(person, kind, System.Text.Json.JsonSerializer.Serialize(payload, payload.GetType(), Json.Options))
        );

    /// <summary>For a statement written by hand, in the present write. The connection must be open.</summary>
    internal DbCommand CreateCommand()
    {
        var command = Database.GetDbConnection().CreateCommand();
        command.Transaction = Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        await Appended.WriteAndFollowAsync(cancellationToken);
        return await SaveChangedAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    // Every entity of the context is compared with what was loaded: once, for the check and for the saving.
    private async Task<int> SaveChangedAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellation)
    {
        ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            RefuseForeignRows();
            var written = Database.CurrentTransaction is null ? 0 : await ChangedRows.WriteAsync(this, cancellation);
            written += await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellation);
            hasWritten |= written > 0;
            return written;
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        ModelConventions.StoreIdsAndTimesPlainly(configurationBuilder, modules.All);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var assembly in modules.All)
            modelBuilder.ApplyConfigurationsFromAssembly(assembly);
        foreach (var type in modelBuilder.Model.GetEntityTypes().Select(entity => entity.ClrType).ToList())
            if (type.IsAssignableTo(typeof(IEnterpriseOwned)))
                typeof(TrunklineDb)
                    .GetMethod(
                        nameof(HideOtherEnterprises),
                        System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic
                    )!
                    .MakeGenericMethod(type)
                    .Invoke(this, [modelBuilder]);
        ModelConventions.NameColumnsInSnakeCase(modelBuilder);
    }

    private void HideOtherEnterprises<T>(ModelBuilder model)
        where T : class, IEnterpriseOwned =>
        model.Entity<T>().HasQueryFilter("Enterprise", row => row.EnterpriseId == VisibleEnterprise);

    private void RefuseForeignRows()
    {
        foreach (var entry in ChangeTracker.Entries<IEnterpriseOwned>())
            if (
                entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
                && entry.Entity.EnterpriseId != Enterprise
            )
                throw new InvalidOperationException(
                    $"A {entry.Metadata.ClrType.Name} of another enterprise cannot be written here."
                );
    }
}
