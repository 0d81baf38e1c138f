using Npgsql;

namespace Bff.Platform.Data;

/// <summary>What the application's role may do: read and write the rows of the slices, read the migrations, and only add to the audit.</summary>
public static class ApplicationRole
{
    /// <summary>Any number of this work's own.</summary>
    private const long LockKey = 0x6772616e74;

    private const string OwnSchemas =
        "n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'public') and pg_has_role(n.nspowner, 'usage')";

    /// <summary>Grants what is missing and takes back what is too much; where nothing is, it only looks.</summary>
    /// <param name="owner">Connected as the owner of the schema.</param>
    /// <param name="role">The application's; the owner itself where there is no other: then it gives up changing the audit.</param>
    public static async Task GrantAsync(NpgsqlDataSource owner, string role, CancellationToken cancellationToken)
    {
        if (await IsGrantedAsync(owner, role, cancellationToken)) return;
        // DDL takes no parameters.
        var (name, text) = (await owner.ListAsync(
            "select quote_ident($1), quote_literal($1)", row => (row.GetString(0), row.GetString(1)), cancellationToken, role))[0];
        await owner.AloneAsync(LockKey, () => owner.ExecuteAsync(
            $"""
            do $grants$ declare space text; begin
              for space in select n.nspname from pg_namespace n where {OwnSchemas} loop
                execute format('grant usage on schema %I to {name}', space);
                execute format('grant select, insert, update, delete on all tables in schema %I to {name}', space);
                execute format('grant usage, select on all sequences in schema %I to {name}', space);
              end loop;
              revoke update, delete, truncate on platform.audit from {name};
              if {text} <> current_user then revoke insert, update, delete on platform.migration from {name}; end if;
            end $grants$
            """, cancellationToken), cancellationToken);
    }

    private static async Task<bool> IsGrantedAsync(NpgsqlDataSource owner, string role, CancellationToken cancellationToken) =>
        (await owner.ListAsync(
            $"""
            select not has_table_privilege($1, 'platform.audit', 'update, delete, truncate') and not exists (
                select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where {OwnSchemas} and case c.relkind
                    when 'S' then not has_sequence_privilege($1, c.oid, 'usage')
                    when 'r' then not has_table_privilege($1, c.oid, 'select')
                    when 'v' then not has_table_privilege($1, c.oid, 'select')
                    else false end)
            """, row => row.GetBoolean(0), cancellationToken, role))[0];
}
