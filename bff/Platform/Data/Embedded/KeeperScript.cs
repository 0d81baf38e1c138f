namespace Bff.Platform.Data;

/// <summary>The shell that stands between the host and its PostgreSQL.</summary>
internal static class KeeperScript
{
    /// <summary>
    /// Runs PostgreSQL as its child (so that it is reaped wherever pid 1 does not), in a session of its own (so that Ctrl-C in our terminal
    /// does not reach it), and ends it when standard input closes: the host closes it to stop, the kernel when the host is killed.
    /// A signal to our whole process group (Ctrl-C, a service manager's stop) must leave both shells at their post. Arguments: binaries
    /// folder, cluster, log.
    /// </summary>
    public const string Text =
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
}
