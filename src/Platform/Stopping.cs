namespace Trunkline.Platform;

/// <summary>How work in the background tells that it is to stop from everything that may go wrong.</summary>
public static class Stopping
{
    /// <summary>
    /// True for a cancellation that was asked for by this token. One that comes from elsewhere, such as a library's own time limit,
    /// is a failure like any other: let through, it would end the service, and with it the server.
    /// </summary>
    public static bool IsStop(this Exception error, CancellationToken stopping) =>
        error is OperationCanceledException && stopping.IsCancellationRequested;
}
