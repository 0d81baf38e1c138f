using Bff.Accounts;
using Bff.Demo;
using Bff.Film;
using Bff.Gateways;
using Bff.Guide;
using Bff.Host;
using Bff.Platform.Http;
using Bff.Platform.Http.Description;
using Bff.Platform.Ops;
using Bff.Support;

/// <summary>The contents page: services, then the order of the pipeline, one line per slice.</summary>
internal sealed class Program
{
    private static Task<int> Main(string[] args) => Verbs.RunAsync(args);

    /// <summary>Builds the host, its database open and migrated.</summary>
    /// <param name="args">Configuration words, <c>--Key=value</c>.</param>
    /// <param name="configure">What a test puts in place of the outside world.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="serves">Whether it will listen: then its addresses must be free. A verb works beside a host that has them.</param>
    public static async Task<WebApplication> BuildAsync(
        string[] args, Action<WebApplicationBuilder>? configure, CancellationToken cancellationToken, bool serves = false)
    {
        var builder = WebApplication.CreateBuilder(HostSetup.Options(args));
        HostSetup.Configure(builder);
        ListenAddresses.Check(builder.Configuration, mustBeFree: serves);
        // The database starts while the rest is put together.
        HostSetup.Direct(builder.Logging, serves);
        var opening = Task.Run(() => HostSetup.OpenDatabaseAsync(builder, serves, cancellationToken), cancellationToken);
        builder.Services.AddDatabase(opening);
        builder.Services.AddProblems();
        builder.Services.AddPolicies();
        builder.Services.AddLimits();
        builder.Services.AddApiDescription();
        builder.Services.AddJsonRules();
        builder.Services.AddGateways(builder.Configuration, isSandbox: !builder.Environment.IsProduction());
        builder.Services.AddAccounts();
        builder.Services.AddFilm();
        builder.Services.AddGuide();
        builder.Services.AddSupport();
        if (!builder.Environment.IsProduction()) builder.Services.AddDemo();
        configure?.Invoke(builder);

        var app = builder.Build();
        Route(app);
        await opening;
        ProductionGate.CheckServices(app, builder.Services);
        return app;
    }

    private static void Route(WebApplication app)
    {
        app.UseMiddleware<Guard>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseForwardedHeaders();
        app.UsePlainAddresses();
        app.UsePublicAddress();
        app.UseRoutingWithHead();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<JsonCharsets>();
        app.UseMiddleware<IdempotencyMiddleware>();

        app.MapOperations();
        app.MapApiPage();
        app.MapAccounts();
        app.MapFilm();
        app.MapGuide();
        app.MapSupport();
        app.MapDemo();
        app.MapPages();
    }
}
