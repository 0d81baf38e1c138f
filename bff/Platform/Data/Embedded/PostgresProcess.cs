using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>The PostgreSQL of a data folder as a process: started, watched, started again when it dies, stopped.</summary>
internal sealed partial class PostgresProcess(EmbeddedPostgresOptions options, PostgresFolder folder, string binaries, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan ToolLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly ILogger _logger = logger;
    private readonly CancellationTokenSource _stopping = new();
    private Process? _keeper;
    private Task _supervision = Task.CompletedTask;

    /// <summary>
    /// Starts PostgreSQL and waits until it accepts connections. A killed predecessor may hold the lock file or the shared memory
    /// for a moment longer, so a refusal is retried until <paramref name="patience"/> is used up.
    /// </summary>
    public async Task LaunchWithRetryAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause < TimeSpan.FromSeconds(1) ? pause * 2 : pause)
        {
            await StopPredecessorAsync(cancellationToken);
            var refusal = await LaunchAsync(cancellationToken);
            if (refusal is null) return;
            if (clock.Elapsed > patience || !IsTransient(refusal))
                throw new EmbeddedPostgresException($"PostgreSQL does not start on {folder.Path}: {refusal} (full log: {folder.Log})");
            LogRetry(refusal);
            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>From now on PostgreSQL is started again whenever it dies.</summary>
    public void Supervise() => _supervision = SuperviseAsync();

    /// <summary>Fast shutdown; returns when PostgreSQL has ended. Once is enough: later calls do nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _supervision;
        if (_keeper is not null) await StopKeeperAsync(_keeper);
        _stopping.Dispose();
    }

    private static bool IsTransient(string refusal) =>
        refusal.Contains("lock file", StringComparison.Ordinal)
        || refusal.Contains("shared memory block", StringComparison.Ordinal)
        || refusal.Contains("Is another postmaster", StringComparison.Ordinal);

    /// <summary>One attempt. Null = ready; otherwise PostgreSQL's reason.</summary>
    private async Task<string?> LaunchAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await folder.WriteSettingsAsync(options, cancellationToken);
        var logged = folder.TrimLog();
        var keeper = Process.Start(CommandLineTool.Describe("/bin/sh", ["-c", KeeperScript.Text, "keeper", binaries, folder.Cluster, folder.Log],
            folder.Account))!;
        try
        {
            var pid = int.Parse(await keeper.StandardOutput.ReadLineAsync(cancellationToken) ?? "0", CultureInfo.InvariantCulture);
            // Crash recovery can be long; as long as the process lives we wait, as pg_ctl does.
            while (!await IsReadyAsync(pid, cancellationToken))
            {
                if (keeper.HasExited)
                {
                    keeper.Dispose();
                    return folder.LogSince(logged);
                }
                await Task.Delay(10, cancellationToken);
            }
            LogReady(pid, clock.ElapsedMilliseconds, folder.Path);
            _keeper = keeper;
            return null;
        }
        catch
        {
            await StopKeeperAsync(keeper);
            throw;
        }
    }

    private async Task<bool> IsReadyAsync(int pid, CancellationToken cancellationToken)
    {
        if (folder.ReadPostmaster() is not { IsReady: true } running || running.Pid != pid) return false;
        try
        {
            await using var connection = new NpgsqlConnection(folder.ConnectionString("postgres", "postgres") + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException notYet) when (notYet is not PostgresException { SqlState: PostgresErrorCodes.InvalidPassword })
        {
            return false;
        }
    }

    /// <summary>
    /// We hold the host lock, so a PostgreSQL that still runs here belongs to a host that was killed: it is shut down, never joined.
    /// A lock file whose process is gone (or is some other program under a reused id) is removed, which PostgreSQL itself would not dare.
    /// </summary>
    private async Task StopPredecessorAsync(CancellationToken cancellationToken)
    {
        if (folder.ReadPostmaster() is not { } found) return;
        if (!found.IsRunning())
        {
            File.Delete(folder.PostmasterFile);
            return;
        }
        LogTakingOver(found.Pid, folder.Path);
        foreach (var (signal, patience) in new[] { ("-INT", 10), ("-QUIT", 5) })
        {
            await CommandLineTool.RunAsync("/bin/sh",
                ["-c", "kill \"$1\" \"$2\"", "kill", signal, found.Pid.ToString(CultureInfo.InvariantCulture)], ToolLimit,
                    cancellationToken);
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(patience);)
            {
                if (!found.IsRunning()) return;
                await Task.Delay(20, cancellationToken);
            }
        }
        throw new EmbeddedPostgresException(
            $"PostgreSQL process {found.Pid} of an earlier host does not stop on {folder.Path}. End it and start again.");
    }

    private async Task SuperviseAsync()
    {
        try
        {
            while (true)
            {
                await _keeper!.WaitForExitAsync(_stopping.Token);
                LogDied(_keeper.ExitCode, folder.LogSince(0));
                // Closing its input lets a guard that outlived its keeper end the PostgreSQL it guards.
                _keeper.Dispose();
                _keeper = null;
                await RestartAsync();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops: DisposeAsync goes on from here.
        }
    }

    private async Task RestartAsync()
    {
        for (var pause = TimeSpan.FromMilliseconds(200); _keeper is null; pause = pause < TimeSpan.FromSeconds(10) ? pause * 2 : pause)
        {
            try
            {
                await LaunchWithRetryAsync(TimeSpan.FromSeconds(15), _stopping.Token);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // A full disk, say, or no memory for a process: the host stays up, answers 503 and tries again.
                LogRetry(failure.Message);
                await Task.Delay(pause, _stopping.Token);
            }
        }
    }

    private async Task StopKeeperAsync(Process keeper)
    {
        keeper.StandardInput.Close();
        try
        {
            await keeper.WaitForExitAsync(CancellationToken.None).WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            LogSlowStop((int)StopLimit.TotalSeconds);
        }
        keeper.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Pid} is ready in {Milliseconds} ms (data {Folder}).")]
    private partial void LogReady(int pid, long milliseconds, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL {Pid} of an earlier host still runs on {Folder}; stopping it.")]
    private partial void LogTakingOver(int pid, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL did not start, trying again: {Reason}")]
    private partial void LogRetry(string reason);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "PostgreSQL ended unexpectedly (exit code {ExitCode}); restarting it. Last words: {Reason}")]
    private partial void LogDied(int exitCode, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "PostgreSQL did not end within {Seconds} s of the stop request; its keeper will end it.")]
    private partial void LogSlowStop(int seconds);
}
