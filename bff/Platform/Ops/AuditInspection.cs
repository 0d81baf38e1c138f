using System.Globalization;
using System.Text;
using Npgsql;

namespace Bff.Platform.Ops;

/// <summary>Whether the audit is what was written, and whether the application could change it.</summary>
internal static class AuditInspection
{
    public static async Task DescribeAsync(
        OperatorDatabase database, StringBuilder text, List<string> problems, CancellationToken cancellationToken)
    {
        var db = database.DataSource;
        if ((await db.ListAsync("select to_regproc('platform.audit_broken') is null", row => row.GetBoolean(0), cancellationToken))[0]) return;
        var state = await db.ListAsync(
            """
            select count(*) || ' rows, ' || count(chain) || ' of them in ' || count(distinct chain) || ' chains; newest '
                || coalesce((select id || ' ' || encode(hash, 'hex') from platform.audit where hash is not null order by id desc limit 1), 'none')
            from platform.audit
            """, row => row.GetString(0), cancellationToken);
        text.AppendLine(CultureInfo.InvariantCulture, $"audit         {state[0]}");
        // A year of rows takes minutes.
        await using var check = db.CreateCommand("select id, reason from platform.audit_broken()");
        check.CommandTimeout = 0;
        await using (var broken = await check.ExecuteReaderAsync(cancellationToken))
            if (await broken.ReadAsync(cancellationToken)) problems.Add(
                $"The audit was tampered with: row {broken.GetInt64(0)} is the first that is not what was written ({broken.GetString(1)}).");
        await FindForeignRowsAsync(db, problems, cancellationToken);
        await DescribeRoleAsync(db, database.ApplicationRole, problems, cancellationToken);
    }

    /// <summary>What no chain shows: a row that was put in beside them, and rows that are gone from the end.</summary>
    private static async Task FindForeignRowsAsync(NpgsqlDataSource db, List<string> problems, CancellationToken cancellationToken)
    {
        var unchained = await db.ListAsync(
            """
            select min(id) from platform.audit
            where chain is null and id > coalesce((select min(id) from platform.audit where chain is not null), 9223372036854775807)
            """, row => row.ValueOrNull<long>(0), cancellationToken);
        if (unchained is [{ } foreign])
            problems.Add($"The audit was tampered with: row {foreign} is in no chain, so no host wrote it.");
        var (given, newest) = (await db.ListAsync(
            "select case when is_called then last_value else 0 end, coalesce((select max(id) from platform.audit), 0) from platform.audit_id_seq",
            row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken))[0];
        if (newest < given) problems.Add(
            $"The audit ends with row {newest}, but numbers were given up to {given}: rows were cut off its end, or a host died as it wrote.");
    }

    private static async Task DescribeRoleAsync(
        NpgsqlDataSource db, string? application, List<string> problems, CancellationToken cancellationToken)
    {
        var (role, owns, changes) = (await db.ListAsync(
            """
            select r.role, r.role = pg_get_userbyid(c.relowner), has_table_privilege(r.role, c.oid, 'update, delete, truncate')
            from pg_class c, (select coalesce($1::text, current_user::text) as role) r where c.oid = 'platform.audit'::regclass
            """, row => (row.GetString(0), row.GetBoolean(1), row.GetBoolean(2)), cancellationToken, application))[0];
        if (owns) problems.Add(
            $"The application's role {role} owns the audit and could give itself the right to change it: "
            + "let another role own the schema (Database:MigratorConnectionString).");
        else if (changes) problems.Add($"The application's role {role} may change the audit: the next start of a host takes that back.");
    }
}
