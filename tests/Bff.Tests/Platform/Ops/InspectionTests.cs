using Bff.Host;
using Bff.Platform.Ops;

#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Ops;

/// <summary>What <c>ops inspect</c> says.</summary>
public sealed class InspectionTests : OpsTest
{
    [Fact]
    public async Task Inspection_of_a_sound_installation_finds_its_parts()
    {
        var (source, _) = await InstallationAsync("source");
        var report = await InspectAsync(source);
        Assert.Contains($"migration {Libraries.Migrations[^1].Number:0000}", report, StringComparison.Ordinal);
        Assert.Contains("accounts.hospital", report, StringComparison.Ordinal);
        Assert.Contains("films         1 files, 6 B", report, StringComparison.Ordinal);
        Assert.DoesNotContain("master key", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspection_names_a_missing_and_a_wrongMaster_key()
    {
        var (source, _) = await InstallationAsync("source");
        Assert.Contains("is missing", await InspectAsync(source with { KeyFile = Path.Combine(Home, "gone") }), StringComparison.Ordinal);
        var wrong = Path.Combine(Home, "wrong.key");
        await File.WriteAllTextAsync(wrong, Convert.ToBase64String(new byte[32]), Token);
        Assert.Contains("personal data cannot be read", await InspectAsync(source with { KeyFile = wrong }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspection_of_an_empty_database_says_so()
    {
        var report = await InspectAsync(Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "none"));
        Assert.Contains("no installation yet", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("insert into platform.audit (at, actor_kind, actor_id, action, outcome, subject, trace_id, last_at) values (now(), 'staff', 'x', 'film.read', 'ok', 's', 't', now())",
        "row 4 is in no chain")]
    [InlineData("delete from platform.audit where id = 3", "ends with row 2, but numbers were given up to 3")]
    [InlineData("delete from platform.audit", "ends with row 0, but numbers were given up to 3")]
    [InlineData("update platform.audit set subject = 'other' where id = 2", "row 2 is the first that is not what was written")]
    [InlineData("delete from platform.audit where id = 1", "row 2 is the first that is not what was written")]
    public async Task Whatever_is_done_to_the_audit_by_hand_is_found(string sql, string? found)
    {
        var (source, _) = await InstallationAsync("source");
        await using var database = NpgsqlDataSource.Create(source.Connection);
        await database.ExecuteAsync(
            """
            select platform.audit_append(gen_random_uuid(), 0, null, jsonb_agg(jsonb_build_object('at', now(), 'actor_kind', 'staff', 'actor_id', n,
                'action', 'film.read', 'outcome', 'ok', 'subject', n, 'trace_id', 't', 'access_count', 1, 'last_at', now()))) from generate_series(1, 3) n
            """, Token);
        if (sql.Length > 0) await database.ExecuteAsync(sql, Token);
        var report = await InspectAsync(source);
        if (found is null) Assert.DoesNotMatch("(?i)tampered|ends with row", report);
        else Assert.Contains(found, report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_embedded_database_is_joined_not_started_twice()
    {
        File.SetUnixFileMode(Home, (UnixFileMode)0b111_101_101);
        var data = Path.Combine(Home, "postgres");
        await using var host = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = data, Durable = false },
            NullLogger.Instance, Token);
        await using var joined = await OperatorDatabase.OpenAsync(["--Database:DataDirectory=" + data], Libraries.Installation, Token);
        Assert.True(joined.IsHostRunning);
        await using var command = joined.DataSource.CreateCommand("select 1");
        Assert.Equal(1, await command.ExecuteScalarAsync(Token));
    }
}
