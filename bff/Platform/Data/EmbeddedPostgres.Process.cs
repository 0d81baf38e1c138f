using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Bff.Platform.Data;

public sealed partial class EmbeddedPostgres
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Runs PostgreSQL as its child (so that it is reaped wherever pid 1 does not), in a session of its own (so that Ctrl-C in our terminal
    /// does not reach it), and ends it when standard input closes: the host closes it to stop, the kernel when the host is killed.
    /// A signal to our whole process group (Ctrl-C, a service manager's stop) must leave both shells at their post. Arguments: binaries folder, cluster, log.
    /// </summary>
    private const string KeeperScript =
        """
        trap : INT HUP TERM
        session=; command -v setsid >/dev/null 2>&1 && session=setsid
        exec 3<&0
        $session "$1/postgres" -D "$2" </dev/null >>"$3" 2>&1 3<&- &
        pid=$!
        (
          trap '' INT HUP TERM
          while read -r _; do :; done <&3
          kill -INT "$pid"
          for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do kill -0 "$pid" || exit; sleep 1; done
          kill -QUIT "$pid"
        ) >/dev/null 2>&1 &
        guard=$!
        echo "$pid"
        while :; do
          wait "$pid"; code=$?
          kill -0 "$pid" 2>/dev/null || break
        done
        kill -KILL "$guard" 2>/dev/null
        exit "$code"
        """;

    /// <summary>
    /// Starts PostgreSQL and waits until it accepts connections. A killed predecessor may hold the lock file or the shared memory
    /// for a moment longer, so a refusal is retried until <paramref name="patience"/> is used up.
    /// </summary>
    private async Task LaunchWithRetryAsync(TimeSpan patience, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause < TimeSpan.FromSeconds(1) ? pause * 2 : pause)
        {
            await StopPredecessorAsync(ct);
            var refusal = await LaunchAsync(ct);
            if (refusal is null) return;
            if (clock.Elapsed > patience || !IsTransient(refusal))
                throw new EmbeddedPostgresException($"PostgreSQL does not start on {_folder.Path}: {refusal} (full log: {_folder.Log})");
            LogRetry(refusal);
            await Task.Delay(pause, ct);
        }
    }

    private static bool IsTransient(string refusal) =>
        refusal.Contains("lock file", StringComparison.Ordinal)
        || refusal.Contains("shared memory block", StringComparison.Ordinal)
        || refusal.Contains("Is another postmaster", StringComparison.Ordinal);

    /// <summary>One attempt. Null = ready; otherwise PostgreSQL's reason.</summary>
    private async Task<string?> LaunchAsync(CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        await _folder.WriteSettingsAsync(_options, ct);
        var logged = _folder.TrimLog();
        var keeper = Process.Start(CommandLineTool.Describe("/bin/sh", ["-c", KeeperScript, "keeper", _binaries, _folder.Cluster, _folder.Log], _folder.Account))!;
        try
        {
            var pid = int.Parse(await keeper.StandardOutput.ReadLineAsync(ct) ?? "0", CultureInfo.InvariantCulture);
            // Crash recovery can be long; as long as the process lives we wait, as pg_ctl does.
            while (!await IsReadyAsync(pid, ct))
            {
                if (keeper.HasExited)
                {
                    keeper.Dispose();
                    return _folder.LogSince(logged);
                }
                await Task.Delay(10, ct);
            }
            LogReady(pid, clock.ElapsedMilliseconds, _folder.Path);
            _keeper = keeper;
            return null;
        }
        catch
        {
            await StopKeeperAsync(keeper);
            throw;
        }
    }

    private async Task<bool> IsReadyAsync(int pid, CancellationToken ct)
    {
        if (_folder.ReadPostmaster() is not { IsReady: true } running || running.Pid != pid) return false;
        try
        {
            await using var connection = new NpgsqlConnection(SuperuserConnectionString + ";Pooling=false");
            await connection.OpenAsync(ct);
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
    private async Task StopPredecessorAsync(CancellationToken ct)
    {
        if (_folder.ReadPostmaster() is not { } found) return;
        if (!found.IsRunning())
        {
            File.Delete(_folder.PostmasterFile);
            return;
        }
        LogTakingOver(found.Pid, _folder.Path);
        foreach (var (signal, patience) in new[] { ("-INT", 10), ("-QUIT", 5) })
        {
            await CommandLineTool.RunAsync("/bin/sh", ["-c", "kill \"$1\" \"$2\"", "kill", signal, found.Pid.ToString(CultureInfo.InvariantCulture)], ToolLimit, ct);
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(patience);)
            {
                if (!found.IsRunning()) return;
                await Task.Delay(20, ct);
            }
        }
        throw new EmbeddedPostgresException($"PostgreSQL process {found.Pid} of an earlier host does not stop on {_folder.Path}. End it and start again.");
    }

    private async Task SuperviseAsync()
    {
        try
        {
            while (true)
            {
                await _keeper!.WaitForExitAsync(_stopping.Token);
                LogDied(_keeper.ExitCode, _folder.LogSince(0));
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
}
