using Bff.Accounts.Contract;
using Bff.Accounts.Credentials;
using Bff.Accounts.Grants;
using Bff.Accounts.Integrators;
using Bff.Accounts.People;
using Bff.Accounts.SignIn;
using Bff.Platform.Ops;
using Bff.Platform.Pipes;
using Microsoft.AspNetCore.Authentication;

namespace Bff.Accounts;

/// <summary>The slice of people, sessions and hospital systems.</summary>
public static class AccountsServices
{
    /// <summary>May read the audit log.</summary>
    internal const string StaffAudit = "staff-audit";

    /// <summary>What a restore must not give back. Staff whose account is disabled stay so where that is known; else somebody must sign in.</summary>
    public static readonly Revocation[] Revocations =
    [
        new("sessions", null, "delete from accounts.session where $1::text[] is null"),
        new("grants", "select id::text from accounts.grant where revoked_at is not null",
            "update accounts.grant set revoked_at = now() where revoked_at is null and ($1::text[] is null or id = any($1::text[]::uuid[]))"),
        new("apps", "select id::text from accounts.integrator where disabled_at is not null",
            "update accounts.integrator set disabled_at = now() where disabled_at is null and ($1::text[] is null or id = any($1::text[]::uuid[]))"),
        new("staff accounts", "select id::text from accounts.staff where disabled_at is not null",
            "update accounts.staff set disabled_at = now() where disabled_at is null and id = any($1::text[]::uuid[])"),
        // What was narrowed, changed or used up is as little given back as what was ended.
        new("shortened grants", "select jsonb_build_object('id', id, 'until', valid_until)::text from accounts.grant",
            """
            update accounts.grant g set valid_until = b.until
            from unnest($1::text[]) t, jsonb_to_record(t::jsonb) as b (id uuid, until timestamptz) where g.id = b.id and g.valid_until > b.until
            """),
        new("networks of apps", "select jsonb_build_object('id', id, 'networks', networks::text[])::text from accounts.integrator",
            """
            update accounts.integrator i set networks = b.networks::cidr[]
            from unnest($1::text[]) t, jsonb_to_record(t::jsonb) as b (id uuid, networks text[])
            where i.id = b.id and i.networks <> b.networks::cidr[]
            """),
        new("hospitals of apps",
            """
            select jsonb_build_object('id', i.id, 'hospitals', array(
                select h.hospital_id from accounts.integrator_hospital h where h.integrator_id = i.id))::text from accounts.integrator i
            """,
            """
            delete from accounts.integrator_hospital h using unnest($1::text[]) t, jsonb_to_record(t::jsonb) as b (id uuid, hospitals uuid[])
            where h.integrator_id = b.id and h.hospital_id <> all(b.hospitals)
            """),
        new("used requests",
            "select jsonb_build_object('id', integrator_id, 'nonce', nonce, 'seen', seen_at)::text from accounts.integrator_nonce",
            """
            insert into accounts.integrator_nonce (integrator_id, nonce, seen_at)
            select i.id, b.nonce, b.seen from unnest($1::text[]) t, jsonb_to_record(t::jsonb) as b (id uuid, nonce text, seen timestamptz)
                join accounts.integrator i on i.id = b.id
            on conflict do nothing
            """),
        new("rights of staff",
            "select jsonb_build_object('id', id, 'password', password_hash, 'roles', roles, 'step', otp_step)::text from accounts.staff",
            """
            update accounts.staff s set password_hash = b.password, otp_step = greatest(s.otp_step, b.step),
                roles = array(select unnest(s.roles) intersect select unnest(b.roles))
            from unnest($1::text[]) t, jsonb_to_record(t::jsonb) as b (id uuid, password text, roles text[], step bigint)
            where s.id = b.id and (s.password_hash <> b.password or not s.roles <@ b.roles or s.otp_step is distinct from b.step)
            """),
    ];

    /// <summary>Registers the slice: its credentials, policies, limits, JSON, encrypted columns and contract.</summary>
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddAuthentication(CredentialHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.Scheme, null);
        services.AddStaffPolicy(StaffAudit, "auditor");
        services.AddSingleton(new AddressLimit("session", ["/api/session"], PerSecond: 100, Burst: 600));
        services.AddJson(AccountsJson.Default);
        services.AddApiTag("accounts", "Sign-in and sessions, hospitals, hospital systems, the audit log.");
        foreach (var credential in CredentialDescriptions.All) services.AddSingleton(credential);
        services.AddSingleton<Sessions>();
        services.AddSingleton<HubTickets>();
        services.AddSingleton<SignedRequests>();
        services.AddSingleton<KnownApps>();
        services.AddSingleton<PatientSignInService>();
        services.AddSingleton<StaffSignInService>();
        services.AddSingleton<SignInStore>();
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<IntegratorService>();
        services.AddSingleton<IntegratorStore>();
        services.AddSingleton<GrantStore>();
        services.AddWorker<Sessions>("accounts.sweep", TimeSpan.FromMinutes(10), (sessions, token) => sessions.SweepAsync(token));
        services.AddContract();
        services.AddEncryptedColumns();
    }

    /// <summary>What other slices may call; made by hand, since their constructors take what only this slice knows.</summary>
    private static void AddContract(this IServiceCollection services)
    {
        services.AddSingleton(provider => new AccountsDirectory(
            provider.GetRequiredService<PeopleStore>(), provider.GetRequiredService<Sessions>(),
            provider.GetRequiredService<GrantStore>(), provider.GetRequiredService<FieldCipher>()));
        services.AddSingleton(provider => new AccountsRegistration(
            provider.GetRequiredService<PeopleStore>(), provider.GetRequiredService<SignInStore>(),
                provider.GetRequiredService<IntegratorStore>()));
        services.AddSingleton(provider => new AccountsGrants(provider.GetRequiredService<GrantStore>()));
    }

    private static void AddEncryptedColumns(this IServiceCollection services)
    {
        services.AddSingleton(new EncryptedColumn("accounts.patient", "name_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.patient", "id_no_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.patient", "phone_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.card", "mrn_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.staff", "totp_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("accounts.integrator", "secret_enc", "id", "hospital_id"));
    }
}
