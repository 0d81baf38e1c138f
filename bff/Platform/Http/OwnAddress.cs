using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bff.Platform.Http;

/// <summary>Where this host reaches itself.</summary>
public static class OwnAddress
{
    /// <summary>Where this host reaches itself, once it serves; null where it listens on no port.</summary>
    public static async Task<Uri?> FindAsync(IServer server, IHostApplicationLifetime lifetime, CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(BindingAddress.Parse) ?? [];
        return addresses.FirstOrDefault(a => !a.IsUnixPipe && !a.IsNamedPipe) is { } address
            ? new UriBuilder(address.Scheme, address.Host is "*" or "+" or "[::]" or "0.0.0.0" ? "127.0.0.1" : address.Host, address.Port)
                .Uri : null;
    }
}
