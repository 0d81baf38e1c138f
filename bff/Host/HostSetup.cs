using Bff.Platform.Ops;
using Bff.Platform.Pipes;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Console;

namespace Bff.Host;

/// <summary>Everything about the process that is not a slice: addresses, limits of the server, logs, database, keys.</summary>
internal static class HostSetup
{
    public const string Sandbox = "Sandbox";

    /// <summary>Without an environment the host is the sandbox; production is said aloud.</summary>
    public static WebApplicationOptions Options(string[] args)
    {
        var named = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT");
        named = new ConfigurationBuilder().AddCommandLine(args).Build()["environment"] ?? named;
        return new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = EnvironmentNamed(named),
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
        };
    }

    /// <summary>The sandbox is what nobody named; a word that is neither is a mistake, and must not open the sandbox to the world.</summary>
    private static string EnvironmentNamed(string? named) => named switch
    {
        null or "" => Sandbox,
        _ when named.Equals(Sandbox, StringComparison.OrdinalIgnoreCase) || named.Equals("Development", StringComparison.OrdinalIgnoreCase) => Sandbox,
        _ when named.Equals(Environments.Production, StringComparison.OrdinalIgnoreCase) => Environments.Production,
        _ => throw new StartRefusedException(
            $"The environment \"{named}\" is not known: {Environments.Production}, or none at all for the sandbox, whose passwords everybody knows."),
    };

    public static void Configure(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"])
            && string.IsNullOrEmpty(builder.Configuration["http_ports"])) builder.WebHost.UseUrls("http://localhost:5080");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Both are unlimited by default, and the body limit does not reach upgraded connections.
            kestrel.Limits.MaxConcurrentConnections = 20_000;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 10_000;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Npgsql", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            .AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.Error)
            .AddSimpleConsole(console => console.SingleLine = true);
        // Only what the operator's own proxies say about a client's address counts.
        var proxies = TrustedProxies.Read(builder.Configuration);
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => TrustedProxies.Apply(forwarded, proxies));
        builder.Services.AddSingleton(PublicAddress.Read(builder.Configuration, builder.Environment.IsProduction(), out var fault)
            ?? throw new StartRefusedException(fault!));
        builder.Services.AddOptions<DatabaseOptions>().BindConfiguration("Database").ValidateDataAnnotations().ValidateOnStart();
        // What fails in the background is logged and shows in /health/ready; it ends nothing that patients use.
        builder.Services.Configure<HostOptions>(
            host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddReadiness();
        builder.Services.AddSingleton<Metrics>();
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddSingleton<PageFiles>();
        builder.Services.AddRequestGuards();
        builder.Services.AddAudit();
        builder.Services.AddReencryption();
        builder.Services.AddSharedCache(builder.Configuration);
        builder.Services.AddPipes();
    }

    /// <summary>Opens the database, migrates it and unwraps the keys; production refuses what only the sandbox may have.</summary>
    public static async Task<(Database Database, FieldCipher Cipher)> OpenDatabaseAsync(WebApplicationBuilder builder,
        bool serves, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(logging => Direct(logging.AddSimpleConsole(console => console.SingleLine = true), serves));
        var logger = loggers.CreateLogger("Bff.Start");
        var isSandbox = !builder.Environment.IsProduction();
        var keys = builder.Configuration.GetSection(KeyOptions.Section).Get<KeyOptions>() ?? new KeyOptions();
        if (keys.Fault(isSandbox) is { } fault) throw new StartRefusedException(fault);
        ProductionGate.CheckConfiguration(builder);

        var options = builder.Configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        var database = await Database.OpenAsync(options, logger, cancellationToken);
        try
        {
            if (isSandbox) await ProductionGate.KeepOffProductionAsync(database.DataSource, cancellationToken);
            await database.MigrateAsync(Libraries.Migrations, logger, cancellationToken);
            var mayCreate = isSandbox && !await FieldCipher.HasKeysAsync(database.DataSource, cancellationToken);
            var cipher = await FieldCipher.OpenAsync(
                database.DataSource, MasterKeyProvider.Load(keys, mayCreate, logger), keys.Algorithm, TimeProvider.System,
                    loggers.CreateLogger("Bff.Keys"), cancellationToken);
            if (!isSandbox) await ProductionGate.TakeDatabaseAsync(database.DataSource, TimeProvider.System, cancellationToken);
            return (database, cipher);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>The standard output of a verb is its result alone, which programs read: what it logs goes to the other stream.</summary>
    public static void Direct(ILoggingBuilder logging, bool serves)
    {
        if (!serves) logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Registers what is being opened. Nothing may ask for it before the host has awaited the opening.</summary>
    public static void AddDatabase(this IServiceCollection services, Task<(Database Database, FieldCipher Cipher)> opening)
    {
        // Through factories, so that the container disposes of the database when the host ends.
        services.AddSingleton(_ => opening.Result.Database);
        services.AddSingleton(provider => provider.GetRequiredService<Database>().DataSource);
        services.AddSingleton(_ => opening.Result.Cipher);
    }
}
