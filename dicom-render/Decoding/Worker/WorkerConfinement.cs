using System.Runtime.InteropServices;

namespace DicomRender.Decoding.Worker;

/// <summary>
/// What a codec worker gives up before it reads its first byte (Linux): memory beyond a limit, files, core dumps, outliving its parent,
/// and, before it even starts, new privileges.
/// </summary>
internal static unsafe partial class WorkerConfinement
{
    private const int RlimitFileSize = 1, RlimitData = 2, RlimitCore = 4, RlimitOpenFiles = 7;
    private const int SetParentDeathSignal = 1, SetNoNewPrivileges = 38;
    private const int Interrupt = 2, Kill = 9, Terminate = 15, ReadWrite = 2, StandardError = 2;
    private const nint Ignore = 1;
    // Standard streams, the runtime's own, and the libraries: each that is loaded stays open twice, 66 files before the first frame.
    private const ulong OpenFiles = 128;

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current, Maximum;
    }

    /// <summary>
    /// No process that this thread starts from now on gains privileges by what it executes. A thread's own promise is not that of the
    /// threads
    /// its runtime has started already, so it is given by the parent, for the whole of the child.
    /// </summary>
    public static void ForbidNewPrivileges()
    {
        if (OperatingSystem.IsLinux()) Require(Control(SetNoNewPrivileges, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
    }

    /// <param name="memoryLimit">Bytes of private memory on top of what the process has now.</param>
    public static void Apply(long memoryLimit)
    {
        if (!OperatingSystem.IsLinux()) return;
        Require(Control(SetParentDeathSignal, Kill, 0, 0, 0), "PR_SET_PDEATHSIG");
        // Ctrl+C and service managers signal the whole process group. Ignore it: the parent decides when a worker ends, so that the frame
        // being decoded is not lost.
        Require(Signal(Interrupt, Ignore) == -1 || Signal(Terminate, Ignore) == -1 ? -1 : 0, "signal");
        Lower(RlimitCore, 0);
        Lower(RlimitFileSize, 0);
        Lower(RlimitOpenFiles, OpenFiles);
        Lower(RlimitData, (ulong)(DataInUse() + memoryLimit));
        // Close standard error: the runtime reports a crash there, and a hostile frame must not write into the host's log.
        var nowhere = Open("/dev/null", ReadWrite);
        if (nowhere >= 0) Require(Duplicate(nowhere, StandardError) < 0 ? -1 : 0, "dup2");
    }

    private static long DataInUse()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmData:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(7).Trim().TrimEnd("kB ")) * 1024;
    }

    private static void Lower(int resource, ulong value)
    {
        var limit = new Limit { Current = value, Maximum = value };
        Require(SetLimit(resource, &limit), $"setrlimit {resource}");
    }

    private static void Require(int result, string call)
    {
        if (result != 0) throw new InvalidOperationException($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, Limit* limit);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);
}
