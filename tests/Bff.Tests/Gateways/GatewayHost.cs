using System.Collections.Concurrent;
using Bff.Gateways;
using Bff.Gateways.Calls;
using Bff.Gateways.WeChat;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;

namespace Bff.Tests.Gateways;

/// <summary>The gateways as the host composes them, without the host; every word they log is kept.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    public const string Secret = "planted-secret-5f1c";

    private readonly ServiceProvider services;
    private readonly LogBook log = new();

    public GatewayHost(Uri platform, Dictionary<string, string?>? settings = null, DelegatingHandler? innermost = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WeChat:BaseAddress"] = platform.AbsoluteUri,
            ["WeChat:AppId"] = "wx-app",
            ["WeChat:AppSecret"] = Secret,
            ["Gateways:TryTimeout"] = "00:00:20",
            ["Gateways:CallTimeout"] = "00:00:40",
            ["Gateways:BreakerTries"] = "10000",
        }).AddInMemoryCollection(settings ?? []).Build();
        var collection = new ServiceCollection();
        collection.AddSingleton<IConfiguration>(configuration);
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        collection.AddGateways(configuration, isSandbox: false);
        if (innermost is not null)
            collection.PostConfigureAll<HttpClientFactoryOptions>(
                o => o.HttpMessageHandlerBuilderActions.Add(b => b.AdditionalHandlers.Add(innermost)));
        services = collection.BuildServiceProvider();
        WeChat = services.GetRequiredService<IWeChat>();
    }

    public MovableClock Clock { get; } = new();

    public IWeChat WeChat { get; }

    /// <summary>Exchanges a code at the one official account.</summary>
    public Task<GatewayAnswer<WeChatPerson>> ExchangeAsync(string code, CancellationToken cancellationToken) =>
        WeChat.ExchangeCodeAsync(WeChat.Accounts[0], code, cancellationToken);

    public IEnumerable<string> Logged => log.Lines;

    public T Get<T>(object? key = null)
        where T : notnull => key is null ? services.GetRequiredService<T>() : services.GetRequiredKeyedService<T>(key);

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class LogBook : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue("scope " + state);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + " " + exception);

        public void Dispose() { }
    }
}
