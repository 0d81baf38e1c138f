#pragma warning disable CA1416 // EmbeddedPostgres.StartAsync refuses Windows before anything here runs.
using System.Globalization;
using System.Text;

namespace Bff.Platform.Data;

public sealed partial class EmbeddedPostgres
{
    /// <summary>What <c>postmaster.pid</c> says. Its format is that of pg_ctl: process, folder, start time, port, socket folder; line 8 is the state.</summary>
    internal sealed record Postmaster(int Pid, bool IsReady, string SocketDirectory, string Identity)
    {
        public static Postmaster? Read(string file)
        {
            try
            {
                var lines = File.ReadAllLines(file);
                if (lines.Length < 3 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)) return null;
                return new Postmaster(Math.Abs(pid), lines.Length >= 8 && lines[7].Trim() == "ready", lines.ElementAtOrDefault(4) ?? "", string.Join('\n', lines[..3]));
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

    /// <summary>The data folder: <c>cluster/ password postgres.log host.lock host.pid</c> and the socket.</summary>
    internal sealed class Folder
    {
        private const string SocketName = "/.s.PGSQL.5432";
        private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        private bool _ownsSocketDirectory;

        private Folder(string path, string? account) => (Path, Account, SocketDirectory) = (path, account, path);

        public string Path { get; }

        /// <summary>Account PostgreSQL runs as; null = the host's own.</summary>
        public string? Account { get; }

        public string SocketDirectory { get; private set; }

        public string Cluster => Path + "/cluster";
        public string PasswordFile => Path + "/password";
        public string Log => Path + "/postgres.log";
        public string PostmasterFile => Cluster + "/postmaster.pid";

        public static async Task<Folder> OpenAsync(string configured, ILogger logger, CancellationToken ct)
        {
            var path = System.IO.Path.GetFullPath(configured);
            var (account, isOwner) = Environment.IsPrivilegedProcess ? await UnprivilegedAccount.ChooseAsync(path, ct) : (null, true);
            if (account is not null) path = await UnprivilegedAccount.MakeReachableAsync(path, account, logger, ct);
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            var folder = new Folder(path, account);
            if (!isOwner) await UnprivilegedAccount.GiveAsync(path, account!, ct);
            await folder.ChooseSocketDirectoryAsync(ct);
            return folder;
        }

        /// <summary>The kernel frees this lock when the host dies, however it dies.</summary>
        public FileStream TakeHostLock()
        {
            try
            {
                var file = new FileStream(Path + "/host.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                File.WriteAllText(Path + "/host.pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return file;
            }
            catch (UnauthorizedAccessException denied)
            {
                throw new EmbeddedPostgresException($"The data folder {Path} belongs to another user. Start as that user, or choose another folder (Database:DataDirectory).", denied);
            }
            catch (IOException busy)
            {
                var owner = File.Exists(Path + "/host.pid") ? $" (process {File.ReadAllText(Path + "/host.pid").Trim()})" : "";
                throw new EmbeddedPostgresException($"Another host{owner} already uses the data folder {Path}. Stop it first, or give this one its own folder (Database:DataDirectory).", busy);
            }
        }

        public string ReadPassword() => File.ReadAllText(PasswordFile).Trim();

        public async Task WritePasswordAsync(string password, CancellationToken ct)
        {
            await using (var file = new FileStream(PasswordFile, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
                await file.WriteAsync(Encoding.ASCII.GetBytes(password), ct);
            if (Account is not null) await UnprivilegedAccount.GiveAsync(PasswordFile, Account, ct);
        }

        /// <summary>
        /// The whole configuration, compared at each start so that it is always the one below. Statement errors stay out of the log:
        /// their text can hold personal data, and the host sees them as exceptions.
        /// </summary>
        public async Task WriteSettingsAsync(EmbeddedPostgresOptions options, CancellationToken ct)
        {
            var durable = options.Durable ? "on" : "off";
            var settings =
                $"""
                listen_addresses = ''
                unix_socket_directories = '"{SocketDirectory.Replace("'", "''", StringComparison.Ordinal)}"'
                unix_socket_permissions = 0700
                password_encryption = scram-sha-256
                max_connections = {options.MaxConnections}
                shared_buffers = 128MB
                max_wal_size = 512MB
                min_wal_size = 80MB
                fsync = {durable}
                synchronous_commit = on
                full_page_writes = {durable}
                dynamic_shared_memory_type = mmap
                timezone = 'UTC'
                datestyle = 'iso, ymd'
                lc_messages = 'C'
                log_timezone = 'UTC'
                log_min_messages = log
                log_min_error_statement = panic
                log_error_verbosity = terse
                log_checkpoints = off

                """;
            var file = Cluster + "/postgresql.conf";
            // A restart on a full disk must not begin by emptying the file.
            if (await File.ReadAllTextAsync(file, ct) != settings) await File.WriteAllTextAsync(file, settings, ct);
        }

        public Postmaster? ReadPostmaster() => Postmaster.Read(PostmasterFile);

        /// <summary>Keeps the log from growing for ever. Returns its length now.</summary>
        public long TrimLog()
        {
            var log = new FileInfo(Log);
            if (!log.Exists) return 0;
            if (log.Length < 1 << 20) return log.Length;
            using var file = log.OpenWrite();
            file.SetLength(0);
            return 0;
        }

        /// <summary>PostgreSQL's last words since the log had <paramref name="position"/> bytes.</summary>
        public string LogSince(long position)
        {
            if (!File.Exists(Log)) return "it said nothing";
            using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Position = Math.Max(Math.Min(position, file.Length), file.Length - 4096);
            using var reader = new StreamReader(file);
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length == 0 ? "it said nothing" : string.Join(" | ", lines.TakeLast(4));
        }

        public void ReleaseSocket()
        {
            if (_ownsSocketDirectory && Directory.Exists(SocketDirectory)) Directory.Delete(SocketDirectory, recursive: true);
        }

        /// <summary>A socket's address holds 104 bytes (103 on macOS), and Npgsql reads a comma as the next host: then it moves to a private temporary folder.</summary>
        private async Task ChooseSocketDirectoryAsync(CancellationToken ct)
        {
            if (Encoding.UTF8.GetByteCount(Path + SocketName) <= 100 && Path.IndexOfAny([',', '"', ';']) < 0) return;
            SocketDirectory = Directory.CreateTempSubdirectory("cloudclinic-").FullName;
            _ownsSocketDirectory = true;
            if (Account is not null) await UnprivilegedAccount.GiveAsync(SocketDirectory, Account, ct);
        }
    }
}
