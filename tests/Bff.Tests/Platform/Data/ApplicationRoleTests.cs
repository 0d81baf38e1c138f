#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Net;
using System.Net.Http.Json;
using Bff.Host;
using Bff.Platform.Ops;
using Bff.Tests.Film;
using Npgsql;

namespace Bff.Tests.Platform.Data;

/// <summary>What the application's role may do beside the role that owns the schema.</summary>
[Collection(EmbeddedPostgresGroup.Name)]
public sealed class ApplicationRoleTests : EmbeddedPostgresTest
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_whole_service_works_as_a_role_that_can_only_add_to_the_audit()
    {
        await using var postgres = await StartAsync();
        await using var app = await BffApp.StartAsync(
            BffApp.DatabaseSetting + postgres.ApplicationConnectionString, "--Database:MigratorConnectionString=" + postgres.ConnectionString,
            "--Database:MaxConnections=10");
        using HttpClient pacs = app.Pacs(), patient = await app.SignInPatientAsync(), staff = await app.SignInStaffAsync();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid(), patientId: "DE0010023")])).Status);
        using var opened = await patient.PostAsJsonAsync("/api/support/conversations", new { hospitalCode = "demo-east" }, Stop);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        foreach (var path in new[] { "/api/staff/audit", "/api/staff/film/ingests", "/api/staff/support/conversations" })
            Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync(path, Stop)).StatusCode);

        Assert.NotEmpty(await app.AuditedAsync());
        await app.Db.ExecuteAsync("grant update, delete on platform.audit to cloudclinic_app", Stop); // PostgreSQL warns, and grants nothing.
        foreach (var forbidden in new[]
        {
            "update platform.audit set subject = 'x'", "delete from platform.audit", "truncate platform.audit", "drop table platform.audit",
            "alter table platform.audit disable trigger all", "alter table platform.audit add column x int",
            "create table platform.more (id int)", "create schema more",
            "create or replace function platform.audit_hash(a bytea, b bytea, c platform.audit) returns bytea language sql as $$ select a $$",
            "insert into platform.migration (number, name, sha256) values (9, 'x', 'x')", "set role cloudclinic",
        })
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => app.Db.ExecuteAsync(forbidden, Stop));
            Assert.True(refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{forbidden}: {refusal.MessageText}");
        }
        await using var owner = NpgsqlDataSource.Create(postgres.ConnectionString + ";Pooling=false");
        Assert.Empty(await owner.ListAsync("select id from platform.audit_broken()", r => r.GetInt64(0), Stop));
    }

    [Fact]
    public async Task A_table_that_a_later_release_brings_is_granted_at_its_first_start_and_what_is_too_much_is_taken_back()
    {
        await using var postgres = await StartAsync();
        var options = new DatabaseOptions
        {
            ConnectionString = postgres.ApplicationConnectionString,
            MigratorConnectionString = postgres.ConnectionString,
            MaxConnections = 5,
        };
        await using var database = await Database.OpenAsync(options, NullLogger, Stop);
        await database.MigrateAsync(Libraries.Migrations, NullLogger, Stop);
        await using var owner = NpgsqlDataSource.Create(postgres.ConnectionString + ";Pooling=false");
        await owner.ExecuteAsync("grant update on platform.audit to cloudclinic_app", Stop);
        var later = new Migration(9000, "later", "create table platform.later (id bigint generated always as identity, note text)");
        await database.MigrateAsync([.. Libraries.Migrations, later], NullLogger, Stop);
        await database.DataSource.ExecuteAsync("insert into platform.later (note) values ('x')", Stop);
        await Assert.ThrowsAsync<PostgresException>(() => database.DataSource.ExecuteAsync("update platform.audit set subject = 'x'", Stop));
    }

    [Fact]
    public async Task Inspection_names_an_application_that_owns_the_audit_and_a_row_that_was_changed()
    {
        await using var postgres = await StartAsync();
        await using (var app = await BffApp.StartAsync(
            BffApp.DatabaseSetting + postgres.ApplicationConnectionString, "--Database:MigratorConnectionString=" + postgres.ConnectionString,
            "--Database:MaxConnections=10"))
        using (await app.SignInPatientAsync())
            Assert.NotEmpty(await app.AuditedAsync());
        var separate = await InspectAsync(postgres.ApplicationConnectionString, postgres.ConnectionString);
        Assert.DoesNotContain("The application's role", separate, StringComparison.Ordinal);
        Assert.DoesNotContain("tampered", separate, StringComparison.Ordinal);
        Assert.Matches("audit         [0-9]+ rows, [0-9]+ of them in 1 chains; newest [0-9]+ [0-9a-f]{64}", separate);

        await using var owner = NpgsqlDataSource.Create(postgres.ConnectionString + ";Pooling=false");
        var first = (await owner.ListAsync("select min(id) from platform.audit", r => r.GetInt64(0), Stop))[0];
        await owner.ExecuteAsync("update platform.audit set actor_id = 'somebody else' where id = $1", Stop, first);
        Assert.Contains($"row {first} is the first that is not what was written", await InspectAsync(postgres.ConnectionString, null),
            StringComparison.Ordinal);
        Assert.Contains("The application's role cloudclinic owns the audit", await InspectAsync(postgres.ConnectionString, null),
            StringComparison.Ordinal);
    }

    private static Microsoft.Extensions.Logging.ILogger NullLogger => Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    private static async Task<string> InspectAsync(string application, string? owner)
    {
        string[] settings = ["--Database:ConnectionString=" + application, .. owner is null ? [] : new[] { "--Database:MigratorConnectionString=" + owner }];
        await using var database = await OperatorDatabase.OpenAsync(settings, Libraries.Installation, Stop);
        return (await Inspection.DescribeAsync(database, Libraries.Migrations, Stop)).Text;
    }
}
