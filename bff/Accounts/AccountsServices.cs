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
