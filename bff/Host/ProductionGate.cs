using Bff.Accounts.Contract;
using Bff.Demo;
using Npgsql;

namespace Bff.Host;

/// <summary>Production starts neither on the private database nor on credentials that everyone can read in the README.</summary>
internal static class ProductionGate
{
    public static void CheckConfiguration(WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsProduction()) return;
        if (string.IsNullOrEmpty(builder.Configuration["Database:ConnectionString"]))
            throw new StartRefusedException("Production needs Database:ConnectionString; the private PostgreSQL is for the sandbox.");
    }

    public static async Task CheckDatabaseAsync(NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        if (await AccountsCredentials.IsAppKeyKnownAsync(db, DemoData.IntegratorSecret, cancellationToken))
            throw new StartRefusedException(
                "This database holds the sandbox's integrator; production does not start on sandbox credentials.");
        if (await AccountsCredentials.IsPasswordAsync(db, DemoData.AdminName, DemoData.AdminPassword, cancellationToken))
            throw new StartRefusedException(
                "The staff account of the sandbox still has its public password; production does not start on sandbox credentials.");
    }
}
