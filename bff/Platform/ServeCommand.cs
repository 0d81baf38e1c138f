using System.CommandLine;

namespace Bff.Platform;

/// <summary><c>bff serve</c>: the web host.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var serve = new Command("serve", "Serve HTTP (the default verb).") { TreatUnmatchedTokensAsErrors = false };
        serve.SetAction(async (parsed, cancellationToken) =>
        {
            await using var app = WebApplication.CreateBuilder([.. parsed.UnmatchedTokens]).Build();
            await app.RunAsync(cancellationToken);
            return 0;
        });
        return serve;
    }
}
