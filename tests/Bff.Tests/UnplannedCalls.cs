using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Bff.Tests;

/// <summary>
/// The innermost handler of every client of the host: lets through only what the test's settings name, and remembers the rest.
/// </summary>
internal sealed class UnplannedCalls(IEnumerable<string> settings)
{
    private readonly HashSet<string> planned =
    [
        .. settings.Select(s => s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..])
            .Where(v => v.StartsWith("http", StringComparison.Ordinal) && Uri.IsWellFormedUriString(v, UriKind.Absolute))
                .Select(v => new Uri(v).Authority),
    ];

    /// <summary>Hosts that were called without a plan.</summary>
    public ConcurrentQueue<string> Hosts { get; } = new();

    public void Watch(IServiceCollection services) => services.PostConfigureAll<HttpClientFactoryOptions>(
        options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(new Watcher(this))));

    private sealed class Watcher(UnplannedCalls calls) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (calls.planned.Contains(request.RequestUri!.Authority)) return base.SendAsync(request, cancellationToken);
            calls.Hosts.Enqueue(request.RequestUri.Authority);
            throw new InvalidOperationException("No test planned a call of " + request.RequestUri.Authority);
        }
    }
}
