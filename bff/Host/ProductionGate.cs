using Bff.Accounts.Contract;
using Bff.Demo;
using Npgsql;

namespace Bff.Host;

/// <summary>
/// Production starts with nothing of the sandbox: neither its private database, nor any of its simulators, nor a credential that everyone can
/// read in the README. What belongs to the sandbox is told by kind, so that a new simulator or demo person is refused without being listed.
/// </summary>
internal static class ProductionGate
{
    public static void CheckConfiguration(WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsProduction()) return;
        if (string.IsNullOrEmpty(builder.Configuration["Database:ConnectionString"]))
            throw new StartRefusedException("Production needs Database:ConnectionString; the private PostgreSQL is for the sandbox.");
        if (!TrustedProxies.AreNamed(builder.Configuration))
            throw new StartRefusedException(
                $"Production needs {TrustedProxies.Setting}: the addresses or networks of the proxies that end TLS. Without it all clients share "
                + "one address and its limits. Where there is no proxy, say none.");
    }

    /// <summary>Every type that is registered, and whatever stands behind our own seams, must not be the sandbox's.</summary>
    /// <exception cref="StartRefusedException">One is.</exception>
    public static void CheckServices(WebApplication app, IServiceCollection services)
    {
        if (!app.Environment.IsProduction()) return;
        if (services.SelectMany(service => TypesOf(service, app.Services)).FirstOrDefault(IsOfSandbox) is { } type)
            throw new StartRefusedException($"{type.Name} is of the sandbox; production does not start with it.");
    }

    /// <summary>Production has its database to itself: it refuses one with the sandbox's credentials, and marks the one it takes.</summary>
    /// <exception cref="StartRefusedException">The database holds something of the sandbox.</exception>
    public static Task TakeDatabaseAsync(NpgsqlDataSource db, TimeProvider time, CancellationToken cancellationToken) =>
        // Under the lock of the demo's loader: of a sandbox and a production that start together one finds what the other did.
        db.AloneAsync(DemoLoader.PeopleKey, async () =>
        {
            await CheckCredentialsAsync(db, cancellationToken);
            await ProductionMark.SetAsync(db, time.GetUtcNow(), cancellationToken);
        }, cancellationToken);

    /// <summary>The sandbox keeps off production's database, before it migrates it.</summary>
    /// <exception cref="StartRefusedException">Production has started on it.</exception>
    public static async Task KeepOffProductionAsync(NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        if (await ProductionMark.ReadAsync(db, cancellationToken) is { } since)
            throw new StartRefusedException(
                $"This database has been production's since {since:yyyy-MM-dd}; the sandbox does not start on it. "
                + "Set ASPNETCORE_ENVIRONMENT=Production, or name another database under Database:ConnectionString.");
    }

    private static async Task CheckCredentialsAsync(NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        if (await AccountsCredentials.IsAppKeyKnownAsync(db, DemoData.IntegratorSecret, cancellationToken))
            throw Refused($"the sandbox's integrator {DemoData.IntegratorAppId}");
        foreach (var (username, password, _, _, _) in DemoData.Staff)
            if (await AccountsCredentials.IsPasswordAsync(db, username, password, cancellationToken))
                throw Refused($"the sandbox's staff account {username} with its public password");
        if (await AccountsCredentials.IsPlatformAppUsedAsync(db, DemoData.PlatformAppId, cancellationToken))
            throw Refused("people who sign in through the sandbox's simulators");
    }

    /// <summary>Whether a type is a simulator or of the demo.</summary>
    internal static bool IsOfSandbox(Type type) => type.Name.StartsWith("Sandbox", StringComparison.Ordinal)
        || type.Assembly == typeof(DemoEndpoints).Assembly || type.GenericTypeArguments.Any(IsOfSandbox);

    private static StartRefusedException Refused(string what) =>
        new($"This database holds {what}; production does not start on sandbox credentials.");

    private static IEnumerable<Type> TypesOf(ServiceDescriptor service, IServiceProvider provider)
    {
        yield return service.ServiceType;
        var (type, instance) = service.IsKeyedService
            ? (service.KeyedImplementationType, service.KeyedImplementationInstance) : (service.ImplementationType, service.ImplementationInstance);
        if ((type ?? instance?.GetType()) is { } known) yield return known;
        // What a factory makes is seen only when it is made.
        else if (!service.IsKeyedService && service.Lifetime == ServiceLifetime.Singleton && IsSeam(service.ServiceType))
            foreach (var made in provider.GetServices(service.ServiceType).OfType<object>()) yield return made.GetType();
    }

    private static bool IsSeam(Type type) => (type.IsInterface || type.IsAbstract)
        && type.Assembly.GetName().Name is { } name && (name == "bff" || name.StartsWith("Bff.", StringComparison.Ordinal));
}
