using Bff.Host;
using Bff.Platform.Ops;

#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Ops;

/// <summary>Backup and restore.</summary>
public sealed class BackupTests : OpsTest
{
    [Fact]
    public async Task A_backup_restores_database_keys_and_films_into_an_empty_installation()
    {
        var (source, sealedText) = await InstallationAsync("source");
        var said = await BackUpAsync(source);
        Assert.Contains("master key", said, StringComparison.Ordinal);
        Assert.Contains("NOT in it", said, StringComparison.Ordinal);

        var target = Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "target");
        await RestoreAsync(target, force: false);
        Assert.Equal("东方医院", await ScalarAsync(target, "select name from accounts.hospital"));
        Assert.Equal("pixels", await File.ReadAllTextAsync(Path.Combine(Home, "target", "a", "b.bin"), Token));
        await using var database = NpgsqlDataSource.Create(target.Connection);
        var cipher = await FieldCipher.OpenAsync(database, new MasterKeyProvider(Master), CipherAlgorithm.Aes256Gcm, TimeProvider.System,
            NullLogger.Instance, Token);
        Assert.Equal("李雷", cipher.Decrypt(sealedText, Context));
    }

    [Fact]
    public async Task TheMaster_key_is_in_no_file_of_a_backup()
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        foreach (var file in Directory.EnumerateFiles(Backup, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(file, Token);
            Assert.Equal(-1, content.AsSpan().IndexOf(Master));
            Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(Master))));
        }
    }

    [Theory]
    [InlineData("changed", "film/a/b.bin is not what was written")]
    [InlineData("missing", "film/a/b.bin is missing")]
    [InlineData("added", "does not list: film/more.bin")]
    [InlineData("dump", "database.dump is not what was written")]
    public async Task A_damaged_backup_is_refused_before_anything_is_touched(string damage, string reason)
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        switch (damage)
        {
            case "changed": await File.WriteAllTextAsync(Path.Combine(Backup, "film/a/b.bin"), "pixelz", Token); break;
            case "missing": File.Delete(Path.Combine(Backup, "film/a/b.bin")); break;
            case "added": await File.WriteAllTextAsync(Path.Combine(Backup, "film/more.bin"), "x", Token); break;
            default: await File.AppendAllTextAsync(Path.Combine(Backup, "database.dump"), "x", Token); break;
        }
        var target = Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "target");
        var refusal = await Assert.ThrowsAsync<OperatorException>(() => RestoreAsync(target, force: true));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(true, await ScalarAsync(target, "select to_regclass('platform.migration') is null"));
        Assert.False(Directory.Exists(Path.Combine(Home, "target")));
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_by_force_and_then_set_aside()
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        var (target, _) = await InstallationAsync("target", hospital: "旧医院");
        Assert.Contains("not empty", (await Assert.ThrowsAsync<OperatorException>(() => RestoreAsync(target, force: false))).Message,
            StringComparison.Ordinal);
        Assert.Equal("旧医院", await ScalarAsync(target, "select name from accounts.hospital"));

        await RestoreAsync(target, force: true);
        Assert.Equal("东方医院", await ScalarAsync(target, "select name from accounts.hospital"));
        var aside = Directory.EnumerateDirectories(Home, "target.replaced-*").Single();
        Assert.True(File.Exists(Path.Combine(aside, "database.dump")));
        Assert.True(File.Exists(Path.Combine(aside, "film", "a", "b.bin")));
    }

    [Fact]
    public async Task A_backup_and_what_it_restores_can_be_read_by_nobody_else()
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        var target = Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "target");
        await RestoreAsync(target, force: false);
        Faults.None(Film.Modes.OpenToOthers(new[] { Backup, target.FilmStore }
            .SelectMany(root => Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Append(root))));
    }

    [Fact]
    public async Task What_was_revoked_since_the_backup_stays_so_when_the_database_it_replaces_knows_of_it()
    {
        var (source, _) = await InstallationAsync("source");
        await GiveAccessAsync(source);
        await BackUpAsync(source);
        await ExecuteAsync(source,
            """
            update film.link set revoked_at = now() where purpose = 'revoked';
            update accounts.grant set revoked_at = now() where created_by = 'revoked';
            update accounts.integrator set disabled_at = now() where name = 'revoked';
            update accounts.staff set disabled_at = now() where display_name = 'revoked';
            delete from accounts.session
            """);
        var said = await RestoreAsync(source, force: true);
        Assert.Contains("sessions 1, grants 1, apps 1, staff accounts 1, ", said, StringComparison.Ordinal);
        Assert.Contains("links 1, ", said, StringComparison.Ordinal);
        Assert.Equal(["app kept", "grant kept", "link kept", "staff kept"], await AliveAsync(source));
    }

    [Theory]
    [InlineData(false, "staff kept,staff revoked")]
    [InlineData(true, "app kept,app revoked,grant kept,grant revoked,link kept,link revoked,staff kept,staff revoked")]
    public async Task Where_nobody_knows_what_was_revoked_all_access_ends_unless_the_operator_vouches(bool vouched, string alive)
    {
        var (source, _) = await InstallationAsync("source");
        await GiveAccessAsync(source);
        await BackUpAsync(source);
        var target = Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "target");
        await RestoreAsync(target, force: false, keepAccess: vouched);
        Assert.Equal(alive.Split(','), await AliveAsync(target));
    }

    [Fact]
    public async Task What_was_narrowed_changed_or_used_up_since_the_backup_is_not_given_back()
    {
        var (source, _) = await InstallationAsync("source");
        await GiveAccessAsync(source);
        await ExecuteAsync(source,
            """
            update film.link set max_views = 2;
            update accounts.staff set roles = '{admin, film}';
            insert into accounts.hospital (id, code, name, created_at) values (gen_random_uuid(), 'other', '另一家医院', now());
            insert into accounts.integrator_hospital (integrator_id, hospital_id) select i.id, h.id from accounts.integrator i, accounts.hospital h
                on conflict do nothing
            """);
        await BackUpAsync(source);
        await ExecuteAsync(source,
            """
            update film.link set views = 2 where purpose = 'revoked';
            update accounts.grant set valid_until = now() + interval '1 day' where created_by = 'revoked';
            update accounts.integrator set networks = '{192.168.7.0/24}' where name = 'revoked';
            delete from accounts.integrator_hospital where hospital_id in (select id from accounts.hospital where code = 'other')
                and integrator_id in (select id from accounts.integrator where name = 'revoked');
            insert into accounts.integrator_nonce (integrator_id, nonce, seen_at) select id, 'used-once', now() from accounts.integrator where name = 'kept';
            update accounts.staff set roles = '{film}', password_hash = 'new', otp_step = 7 where display_name = 'revoked'
            """);
        await RestoreAsync(source, force: true);
        await using var database = NpgsqlDataSource.Create(source.Connection);
        Assert.Equal(
            [
                "app kept {10.0.0.0/8} 2", "app revoked {192.168.7.0/24} 1", "grant kept 9", "grant revoked 1", "link kept 0", "link revoked 2",
                "nonce used-once", "staff kept  {admin,film} -", "staff revoked new {film} 7",
            ],
            await database.ListAsync(
            """
            select 'link ' || purpose || ' ' || views from film.link
            union all select 'grant ' || created_by || ' ' || round(extract(epoch from valid_until - now()) / 86400) from accounts.grant
            union all select 'app ' || name || ' ' || networks::text || ' ' || (select count(*) from accounts.integrator_hospital h where h.integrator_id = i.id)
                from accounts.integrator i
            union all select 'nonce ' || nonce from accounts.integrator_nonce
            union all select 'staff ' || display_name || ' ' || password_hash || ' ' || roles::text || ' ' || coalesce(otp_step::text, '-') from accounts.staff
            order by 1
            """, r => r.GetString(0), Token));
    }

    /// <summary>Of every kind of access one that is to be revoked and one that is not.</summary>
    private static Task GiveAccessAsync(Installation installation) => ExecuteAsync(installation,
        """
        insert into accounts.patient (id, hospital_id, name_enc, created_at) select gen_random_uuid(), id, '', now() from accounts.hospital;
        insert into accounts.patient (id, hospital_id, name_enc, created_at) select gen_random_uuid(), id, '', now() from accounts.hospital;
        insert into film.study (id, hospital_id, study_instance_uid, created_at) select gen_random_uuid(), id, '1.2', now() from accounts.hospital;
        insert into film.link (id, hospital_id, study_id, key_hash, purpose, created_by, created_at, expires_at)
            select gen_random_uuid(), s.hospital_id, s.id, sha256(n::bytea), n, 'x', now(), now() + interval '9 days'
            from film.study s, unnest(array['kept', 'revoked']) n;
        insert into accounts.grant (id, holder_kind, holder_id, patient_id, scope, valid_from, valid_until, created_by, created_at)
            select gen_random_uuid(), 'companion', gen_random_uuid(), (select id from accounts.patient limit 1), 'film', now(),
                now() + interval '9 days', n, now() from unnest(array['kept', 'revoked']) n;
        insert into accounts.integrator (id, app_id, hospital_id, name, secret_enc, app_key_hash, networks, created_at)
            select gen_random_uuid(), 'app-' || n, h.id, n, '', sha256(n::bytea), '{10.0.0.0/8}', now()
            from accounts.hospital h, unnest(array['kept', 'revoked']) n;
        insert into accounts.staff (id, username, display_name, password_hash, roles, created_at)
            select gen_random_uuid(), n, n, '', '{admin}', now() from unnest(array['kept', 'revoked']) n;
        insert into accounts.session (token_hash, id, staff_id, channel, created_at, last_seen_at, expires_at)
            select sha256('x'), gen_random_uuid(), id, 'staff', now(), now(), now() + interval '1 day' from accounts.staff limit 1
        """);

    private static async Task<List<string>> AliveAsync(Installation installation)
    {
        await using var database = NpgsqlDataSource.Create(installation.Connection);
        return await database.ListAsync(
            """
            select 'link ' || purpose from film.link where revoked_at is null
            union all select 'grant ' || created_by from accounts.grant where revoked_at is null
            union all select 'app ' || name from accounts.integrator where disabled_at is null
            union all select 'staff ' || display_name from accounts.staff where disabled_at is null
            union all select 'session ' || channel from accounts.session order by 1
            """, r => r.GetString(0), Token);
    }

    private static async Task ExecuteAsync(Installation installation, string sql)
    {
        await using var database = NpgsqlDataSource.Create(installation.Connection);
        await database.ExecuteAsync(sql, Token);
    }

    [Fact]
    public async Task A_database_in_use_is_not_restored_over()
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        var target = Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "target");
        await using var host = new NpgsqlConnection(target.Connection);
        await host.OpenAsync(Token);
        var refusal = await Assert.ThrowsAsync<OperatorException>(() => RestoreAsync(target, force: true));
        Assert.Contains("Stop the host first", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_never_overwrites_a_folder()
    {
        var (source, _) = await InstallationAsync("source");
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "precious"), "x", Token);
        Assert.Contains("not empty", (await Assert.ThrowsAsync<OperatorException>(() => BackUpAsync(source))).Message,
            StringComparison.Ordinal);
    }
}
