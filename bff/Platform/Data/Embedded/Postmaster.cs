using System.Globalization;

namespace Bff.Platform.Data;

/// <summary>
/// What <c>postmaster.pid</c> says. Its format is that of pg_ctl: process, folder, start time, port, socket folder; line 8 is the state.
/// </summary>
internal sealed record Postmaster(int Pid, bool IsReady, string SocketDirectory, string Identity)
{
    public static Postmaster? Read(string file)
    {
        try
        {
            var lines = File.ReadAllLines(file);
            if (lines.Length < 3 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)) return null;
            return new Postmaster(Math.Abs(pid), lines.Length >= 8 && lines[7].Trim() == "ready", lines.ElementAtOrDefault(4)
                ?? "", string.Join('\n', lines[..3]));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether that very PostgreSQL runs. Ids are reused and a zombie is not running, so where there is a /proc
    /// the process must be alive and sit in a folder whose lock file is this one.
    /// </summary>
    public bool IsRunning()
    {
        if (!Directory.Exists("/proc/self")) return IsAlive();
        try
        {
            var state = File.ReadAllText($"/proc/{Pid}/stat");
            return state[state.LastIndexOf(')') + 2] is not ('Z' or 'X') && Read($"/proc/{Pid}/cwd/postmaster.pid")?.Identity == Identity;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool IsAlive()
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(Pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
