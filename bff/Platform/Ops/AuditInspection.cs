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
        await DescribeRoleAsync(db, database.ApplicationRole, problems, cancellationToken);
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
