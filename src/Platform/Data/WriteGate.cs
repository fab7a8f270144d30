using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Trunkline.Platform.Data;

/// <summary>
/// SQLite has one writer. Waiting for it here, in turn, is fair and cheap; waiting in SQLite is polling with sleeps.
/// PostgreSQL needs no gate, and nobody waits.
/// </summary>
public sealed class WriteGate(DatabaseSettings settings) : IDisposable
{
    private readonly SemaphoreSlim? turns = settings.Provider is DatabaseProvider.Sqlite ? new(1, 1) : null;

    // Another text is another pool. The file is there: whoever started has migrated it.
    private readonly string writer =
        settings.Provider is DatabaseProvider.Sqlite
            ? new SqliteConnectionStringBuilder(settings.ConnectionString)
            {
                Mode = SqliteOpenMode.ReadWrite,
            }.ToString()
            : "";

    // Everybody but the first waits here, so that of the others only one is ever before him.
    private readonly SemaphoreSlim others = new(1, 1);
    private readonly SemaphoreSlim background = new(1, 1);

    /// <summary>
    /// For work that writes batch after batch, before each: so that however much of it there is, only one batch is ever before
    /// a person. To be disposed as soon as the batch has its turn.
    /// </summary>
    public async ValueTask<IDisposable?> QueueAsync(CancellationToken cancellation)
    {
        if (turns is null)
            return null;
        await background.WaitAsync(cancellation);
        return new Turn(background);
    }

    /// <summary>Waits for the turn, behind whoever came earlier; disposing what it returns passes the turn on.</summary>
    public async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellation)
    {
        if (turns is null)
            return null;
        await others.WaitAsync(cancellation);
        try
        {
            return await EnterFirstAsync(cancellation);
        }
        finally
        {
            others.Release();
        }
    }

    /// <summary>
    /// Waits for the present turn and at most one more. Only for the inbox: WhatsApp waits for its commit, and however many
    /// batches want to write, a webhook is acknowledged soon.
    /// </summary>
    public async ValueTask<IDisposable?> EnterFirstAsync(CancellationToken cancellation)
    {
        if (turns is null)
            return null;
        await turns.WaitAsync(cancellation);
        return new Turn(turns);
    }

    /// <summary>
    /// The one connection on which everybody writes to SQLite, for whoever has the turn: opening it takes it out of its pool. A
    /// commit empties the page caches of all other connections, so with several each write would read its pages anew.
    /// </summary>
    public SqliteConnection WriterConnection() => new(writer);

    /// <summary>Lets a context write on <see cref="WriterConnection"/> until this is disposed; nothing on PostgreSQL.</summary>
    public IDisposable? UseWriterConnection(DatabaseFacade database)
    {
        if (turns is null || database.GetDbConnection().State is not ConnectionState.Closed)
            return null;
        database.SetConnectionString(writer);
        return new Writer(database, settings.ConnectionString);
    }

    public void Dispose()
    {
        turns?.Dispose();
        others.Dispose();
        background.Dispose();
    }

    private sealed class Writer(DatabaseFacade database, string usual) : IDisposable
    {
        public void Dispose() => database.SetConnectionString(usual);
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        private bool passed;

        public void Dispose()
        {
            if (passed)
                return;
            passed = true;
            turns.Release();
        }
    }
}
