#pragma warning disable CA1416 // EmbeddedPostgres.StartAsync refuses Windows before anything here runs.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>The data folder: <c>cluster/ password postgres.log host.lock host.pid</c> and the socket.</summary>
internal sealed class PostgresFolder
{
    private const string SocketName = "/.s.PGSQL.5432";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private bool _ownsSocketDirectory;

    private PostgresFolder(string path, string? account) => (Path, Account, SocketDirectory) = (path, account, path);

    public string Path { get; }

    /// <summary>Account PostgreSQL runs as; null = the host's own.</summary>
    public string? Account { get; }

    public string SocketDirectory { get; private set; }

    public string Cluster => Path + "/cluster";
    public string PasswordFile => Path + "/password";
    public string Log => Path + "/postgres.log";
    public string PostmasterFile => Cluster + "/postmaster.pid";

    public static async Task<PostgresFolder> OpenAsync(string configured, ILogger logger, CancellationToken cancellationToken)
    {
        var path = System.IO.Path.GetFullPath(configured);
        var (account, isOwner) = Environment.IsPrivilegedProcess ? await UnprivilegedAccount.ChooseAsync(path, cancellationToken)
            : (null, true);
        if (account is not null) path = await UnprivilegedAccount.MakeReachableAsync(path, account, logger, cancellationToken);
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        var folder = new PostgresFolder(path, account);
        if (!isOwner) await UnprivilegedAccount.GiveAsync(path, account!, cancellationToken);
        await folder.ChooseSocketDirectoryAsync(cancellationToken);
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
            throw new EmbeddedPostgresException(
                $"The data folder {Path} belongs to another user. Start as that user, or choose another folder (Database:DataDirectory).",
                    denied);
        }
        catch (IOException busy)
        {
            var owner = File.Exists(Path + "/host.pid") ? $" (process {File.ReadAllText(Path + "/host.pid").Trim()})" : "";
            throw new EmbeddedPostgresException(
                $"Another host{owner} already uses the data folder {Path}. "
                + "Stop it first, or give this one its own folder (Database:DataDirectory).", busy);
        }
    }

    /// <summary>How to reach a database of the PostgreSQL in this folder.</summary>
    public string ConnectionString(string user, string database) => Describe(SocketDirectory, ReadPassword(), user, database);

    /// <summary>The same for the application's role, whose password is not the owner's.</summary>
    public string ApplicationConnectionString(string user, string database) =>
        Describe(SocketDirectory, ReadApplicationPassword(), user, database);

    /// <summary>The application's password: made of the owner's, which cannot be made of it.</summary>
    public static string ApplicationPassword(string password) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes("application|" + password)));

    /// <summary>A connection through a socket.</summary>
    public static string Describe(string socketDirectory, string password, string user, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = socketDirectory,
            Username = user,
            Password = password,
            Database = database,
        }.ConnectionString;

    public string ReadPassword() => File.ReadAllText(PasswordFile).Trim();

    public string ReadApplicationPassword() => ApplicationPassword(ReadPassword());

    public async Task WritePasswordAsync(string password, CancellationToken cancellationToken)
    {
        await using (var file = new FileStream(PasswordFile,
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            await file.WriteAsync(Encoding.ASCII.GetBytes(password), cancellationToken);
        if (Account is not null) await UnprivilegedAccount.GiveAsync(PasswordFile, Account, cancellationToken);
    }

    /// <summary>
    /// The whole configuration, compared at each start so that it is always the one below. Statement errors stay out of the log:
    /// their text can hold personal data, and the host sees them as exceptions.
    /// </summary>
    public async Task WriteSettingsAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
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
        if (await File.ReadAllTextAsync(file, cancellationToken) != settings) await File.WriteAllTextAsync(file, settings,
            cancellationToken);
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

    /// <summary>
    /// A socket's address holds 104 bytes (103 on macOS), and Npgsql reads a comma as the next host: then it moves to a private temporary
    /// folder.
    /// </summary>
    private async Task ChooseSocketDirectoryAsync(CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(Path + SocketName) <= 100 && Path.IndexOfAny([',', '"', ';']) < 0) return;
        SocketDirectory = Directory.CreateTempSubdirectory("cloudclinic-").FullName;
        _ownsSocketDirectory = true;
        if (Account is not null) await UnprivilegedAccount.GiveAsync(SocketDirectory, Account, cancellationToken);
    }
}
