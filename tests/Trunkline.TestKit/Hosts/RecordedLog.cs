using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Trunkline.TestKit.Hosts;

/// <summary>Keeps what a host logs, and shows warnings and worse in the output of the test whose request caused them.</summary>
internal sealed class RecordedLog : ILoggerProvider
{
    private const int MostLines = 2000;

    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() { }

    private void Add(LogLevel level, string line)
    {
        lines.Enqueue(line);
        while (lines.Count > MostLines)
        {
            lines.TryDequeue(out _);
        }

        if (level >= LogLevel.Warning)
        {
            Show(line);
        }
    }

    private static void Show(string line)
    {
        try
        {
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }
        catch (InvalidOperationException)
        {
            // The test that started this work has ended; its output is closed.
        }
    }

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) =>
            log.Add(
                logLevel,
                $"{logLevel} {category}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}"
            );
    }
}
