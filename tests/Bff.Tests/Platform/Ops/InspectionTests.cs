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
