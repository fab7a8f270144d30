namespace Trunkline.Platform.Data;

/// <summary>
/// SQLite has one writer. Waiting for it here, in turn, is fair and cheap; waiting in SQLite is polling with sleeps.
/// PostgreSQL needs no gate.
/// </summary>
public sealed class WriteGate(DatabaseSettings settings) : IDisposable
{
    private readonly SemaphoreSlim? turns = settings.Provider is DatabaseProvider.Sqlite ? new(1, 1) : null;

    /// <summary>Waits for the turn; disposing what it returns passes the turn on.</summary>
    public async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellation)
    {
        if (turns is null)
            return null;
        await turns.WaitAsync(cancellation);
        return new Turn(turns);
    }

    public void Dispose() => turns?.Dispose();

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
