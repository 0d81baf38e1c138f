using System.CommandLine;

namespace Bff.Host;

/// <summary><c>bff serve</c>: the web host. Further words are configuration: <c>--urls http://…</c>, <c>--Film:StorePath=…</c>.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var serve = new Command("serve",
            "Serve HTTP (the default verb). Settings may follow: --urls http://localhost:5080 --Database:ConnectionString=…")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        serve.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var app = await Program.BuildAsync([.. parsed.UnmatchedTokens], builder =>
                    builder.Services.AddHostedService<WarmUp>(), cancellationToken, serves: true);
                await app.RunAsync(cancellationToken);
                return 0;
            }
            catch (Exception e) when (SaysWhy(e))
            {
                await Console.Error.WriteLineAsync("bff: " + e.Message);
                return 1;
            }
        });
        return serve;
    }

    /// <summary>Whether the message of a failed start is for the operator: one line, without a trace.</summary>
    internal static bool SaysWhy(Exception e) =>
        e is StartRefusedException or EmbeddedPostgresException or MigrationException or KeyUnavailableException
            or Microsoft.Extensions.Options.OptionsValidationException or Npgsql.NpgsqlException or IOException
        // A setting that is no number, no address, no duration: its message names setting and value.
        || (e is InvalidOperationException && e.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal));
}


