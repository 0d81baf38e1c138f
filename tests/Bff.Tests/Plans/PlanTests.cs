using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bff.Tests.Guide;
using Npgsql;

namespace Bff.Tests.Plans;

/// <summary>
/// No statement's cost grows with what the product has kept: each is explained against a database with a hundred thousand rows in every
/// table that grows. The texts in the sources are planned for whatever parameters may come; what requests really send is run and its rows
/// are counted.
/// </summary>
public sealed partial class PlanTests(FullHost full) : IClassFixture<FullHost>
{
    /// <summary>Rows of one table that one step of a request may read; the tables hold fifty to a hundred times as many.</summary>
    private const double Most = 2000;

    /// <summary>Statements that read more on purpose, by a part of their text.</summary>
    private static readonly (string Part, string Reason)[] OnPurpose =
    [
        ("from accounts.integrator_nonce where seen_at <", "sweep of a worker"),
        ("from platform.idempotency where created_at <", "sweep of a worker"),
        ("from platform.throttle where expires_at <", "sweep of a worker"),
        ("from accounts.session where expires_at <", "sweep of a worker"),
        ("select id::text from film.link where revoked_at is not null", "restore, by an operator"),
        ("update film.link set revoked_at = now() where revoked_at is null", "restore, by an operator"),
        ("delete from accounts.session where $1::text[] is null", "restore, by an operator"),
        ("select id::text from accounts.grant where revoked_at is not null", "restore, by an operator"),
        ("update accounts.grant set revoked_at = now() where revoked_at is null", "restore, by an operator"),
        ("delete from platform.idempotency", "restore, by an operator"),
        ("i.app_id = $1 order by i.subject limit 1", "one row by the primary key, once at the start"),
        ("select jsonb_build_object('id'", "restore, by an operator"),
        ("select count(*) || ' rows, ' || count(chain)", "inspection, by an operator"),
        ("select min(id) from platform.audit where chain is null", "inspection, by an operator"),
        ("select case when is_called then last_value", "inspection, by an operator"),
        ("update film.aside a set due_at = $2, attempts", "claim of a worker, in the order of its index; no plan can know how few are due"),
        ("update film.instance i set leased_until = now() + $1 where i.id = ( select id from film.instance where revision < 2", "claim of a worker, "
            + "one row in the order of its index, which holds what an upgrade left alone"),
        ("update platform.schedule set lease = $3, leased_until = clock_timestamp() + $4, attempts", "claim of a worker, in the order of its "
            + "index; no plan can know how few are due"),
    ];

    /// <summary>Statements that only the types of their parameters make sound; each reaches its rows by a key.</summary>
    private static readonly string[] TypedByParameters = ["insert into film.link (id,", "update accounts.session set last_seen_at = $2 where id = any($1)"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_is_known_to_grow_or_not_to()
    {
        var tables = await full.App.Db.ListAsync(
            "select schemaname || '.' || tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') and tablename not like 'pg_%'",
            r => r.GetString(0), Stop);
        // A new one is named in FullDatabase: filled there if it grows, else with the small ones.
        Faults.None(tables.Where(t => !t.StartsWith("pg_temp", StringComparison.Ordinal))
            .Where(t => !FullDatabase.Growing.Contains(t) && !FullDatabase.Small.Contains(t)));
        foreach (var table in FullDatabase.Growing)
            Assert.True((await full.App.Db.ListAsync($"select count(*) from {table}", r => r.GetInt64(0), Stop))[0] > 1000, table + " is not filled");
    }

    [Fact]
    public async Task No_statement_in_the_sources_reads_or_sorts_a_growing_table_whatever_its_parameters()
    {
        var faults = new List<string>();
        var planned = 0;
        await using var connection = await full.App.Db.OpenConnectionAsync(Stop);
        await connection.ExecuteAsync("set plan_cache_mode = force_generic_plan", Stop);
        foreach (var sql in SqlTexts.All().Where(s => s.IsWhole && MentionsGrowing(s.Text)))
        {
            if (await PlanAsync(connection, sql.Text) is not { } plan)
            {
                if (TypedByParameters.Any(part => sql.Text.Contains(part, StringComparison.Ordinal))) continue;
                faults.Add($"{sql.File}: cannot be planned: {Short(sql.Text)}");
                continue;
            }
            planned++;
            if (IsOnPurpose(sql.Text)) continue;
            faults.AddRange(Plan.Faults(plan, FullDatabase.Growing, Most).Select(f => $"{sql.File}: {f}: {Short(sql.Text)}"));
        }
        Faults.None(faults);
        Assert.True(planned > 60, $"Only {planned} statements were found.");
    }

    [Fact]
    public async Task No_request_reads_or_sorts_more_than_its_page()
    {
        using var admin = await full.App.SignInStaffAsync();
        using var patient = await full.App.SignInPatientAsync();
        using var pacs = full.App.Pacs();
        using var auditor = await GuideApp.SignInStaffOfAsync(full.App, "fill-01", "auditor");
        await full.SomeHospitalsAsync(Stop);
        var known = await full.KnownAsync(Stop);
        var faults = new List<string>();
        full.Sent.Take();
        foreach (var (caller, path) in Requests(known).Select(r => (r.Caller switch { "admin" => admin, "patient" => patient, "auditor" => auditor, _ => pacs }, r.Path)))
        {
            using var answer = await caller.GetAsync(path, Stop);
            // What is filled in does not open as a ciphertext; what was asked of the database is what counts here.
            if ((int)answer.StatusCode is >= 400 and < 500) faults.Add($"{path}: {answer.StatusCode}");
            var sent = full.Sent.Take().Where(s => MentionsGrowing(s.Sql) && s.Sql.TrimStart().StartsWith("select", StringComparison.Ordinal)
                | s.Sql.TrimStart().StartsWith("with", StringComparison.Ordinal) | s.Sql.TrimStart().StartsWith("(select", StringComparison.Ordinal)).ToList();
            // The talks that are open are few in all: PostgreSQL may look through them once for each of the hospitals.
            var most = path.EndsWith("&state=bot", StringComparison.Ordinal) ? 4 * Most : Most;
            foreach (var (sql, parameters) in sent.Where(s => !IsOnPurpose(s.Sql)))
                faults.AddRange(Plan.Faults(await RunAsync(sql, parameters), FullDatabase.Growing, most).Select(f => $"{path}: {f}: {Short(sql)}"));
            full.Explained.AddRange(sent.Select(s => Spaces().Replace(s.Sql, " ")));
        }
        Faults.None(faults);
        // What is put together by a request was one of those.
        Faults.None(from text in SqlTexts.All()
                    where !text.IsWhole && MentionsGrowing(text.Text) && !text.File.Contains("/Commands/", StringComparison.Ordinal)
                        && !text.File.Contains("/Secrets/", StringComparison.Ordinal)
                    let start = Spaces().Replace(text.Text, " ").Trim()
                    where start.StartsWith("select", StringComparison.Ordinal) || start.StartsWith("with", StringComparison.Ordinal)
                    let head = start[..Math.Min(30, start.IndexOf('(', StringComparison.Ordinal) is > 0 and var open ? open : start.Length)]
                    where !full.Explained.Any(sent => sent.Contains(head, StringComparison.Ordinal)) && !IsOnPurpose(text.Text)
                    select $"{text.File}: no request of this test sends: {Short(text.Text)}");
    }

    private static IEnumerable<(string Caller, string Path)> Requests(FullHost.Known known)
    {
        string[] studies = ["", "&StudyDate=20200101-", $"&StudyDate={known.Day}", "&ModalitiesInStudy=RG", "&ModalitiesInStudy=CT,PT&StudyDate=-20301231",
            "&PatientID=nobody", "&AccessionNumber=A4711", "&AccessionNumber=none", $"&StudyInstanceUID={known.Study}", "&ModalitiesInStudy=CT&AccessionNumber=A4711", "&offset=200"];
        foreach (var query in studies) yield return ("pacs", "/dicomweb/studies?limit=10" + query);
        string[] series = ["", "&Modality=RG", "&Modality=US", $"&StudyInstanceUID={known.Study}", $"&SeriesInstanceUID={known.Study}.1", "&SeriesInstanceUID=9.9"];
        foreach (var query in series) yield return ("pacs", "/dicomweb/series?limit=10" + query);
        string[] instances = ["", $"&StudyInstanceUID={known.Study}", $"&SeriesInstanceUID={known.Study}.1", $"&SOPInstanceUID={known.Study}.1.1", "&SOPInstanceUID=9.9", "&offset=50"];
        foreach (var query in instances) yield return ("pacs", "/dicomweb/instances?limit=10" + query);
        yield return ("pacs", $"/dicomweb/studies/{known.Study}/series");
        yield return ("pacs", $"/dicomweb/studies/{known.Study}/instances");
        yield return ("pacs", $"/dicomweb/studies/{known.Study}/series/{known.Study}.1/instances");
        foreach (var state in (string[])["", "&state=received", "&state=ready", "&state=failed", "&state=not_image"])
            yield return ("admin", "/api/staff/film/ingests?limit=10" + state);
        yield return ("admin", "/api/staff/film/links?limit=10");
        yield return ("admin", "/api/staff/film/clashes?limit=10");
        yield return ("admin", "/api/staff/film/withdrawn?limit=10");
        yield return ("admin", "/api/staff/film/studies?accessionNumber=A4711");
        yield return ("admin", "/api/staff/film/statistics");
        foreach (var state in (string[])["", "&state=bot", "&state=queue", "&state=agent", "&state=closed", "&hospital=fill-empty", "&hospital=fill-01&state=bot", $"&agent={known.Agent}", "&hospital=none"])
            yield return ("admin", "/api/staff/support/conversations?limit=10" + state);
        yield return ("admin", $"/api/staff/support/conversations/{known.Conversation}");
        yield return ("admin", "/api/staff/support/agents");
        yield return ("admin", "/api/staff/support/statistics");
        yield return ("admin", "/api/staff/support/callbacks?limit=10");
        yield return ("admin", "/api/staff/support/callbacks?limit=10&done=true");
        yield return ("admin", "/api/staff/audit?limit=10");
        yield return ("auditor", "/api/staff/audit?limit=10");
        yield return ("admin", "/api/staff/kb/unanswered");
        yield return ("patient", "/api/film/studies");
        yield return ("patient", "/api/me");
    }

    private static async Task<string?> PlanAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await connection.ExecuteAsync("deallocate all", Stop);
            await connection.ExecuteAsync("prepare explained as " + sql, Stop);
            var count = (await connection.ListAsync(
                "select cardinality(parameter_types) from pg_prepared_statements where name = 'explained'", r => r.GetInt32(0), Stop))[0];
            var values = count == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("null", count))})";
            return (await connection.ListAsync($"explain (format json, verbose) execute explained{values}", r => r.GetString(0), Stop))[0];
        }
        catch (PostgresException)
        {
            return null;
        }
    }

    private async Task<string> RunAsync(string sql, object?[] parameters)
    {
        await using var connection = await full.App.Db.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        try
        {
            return (await connection.ListAsync("explain (analyze, timing off, format json, verbose) " + sql, r => r.GetString(0), Stop, parameters))[0];
        }
        catch (PostgresException e)
        {
            throw new InvalidOperationException($"{e.MessageText}: {string.Join("; ", parameters.Select(p => p + ":" + p?.GetType()))} {Short(sql)}", e);
        }
    }

    private static bool MentionsGrowing(string sql) => FullDatabase.Growing.Any(table => Regex.IsMatch(sql, $@"\b{Regex.Escape(table)}\b"));

    private static bool IsOnPurpose(string sql) =>
        OnPurpose.Any(o => Spaces().Replace(sql, " ").Contains(o.Part, StringComparison.Ordinal));

    private static string Short(string sql)
    {
        var line = Spaces().Replace(sql, " ").Trim();
        return line[..Math.Min(160, line.Length)];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
