using Bff.Platform;
using Bff.Platform.Pipes;
using Bff.Tests.Platform.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Pipes;

/// <summary>One node with nothing but the pipes: its own pool of connections on a database that it may share with others.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private Node(ServiceProvider services) => this.services = services;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public NpgsqlDataSource Db => Get<NpgsqlDataSource>();

    public Workers Workers => Get<Workers>();

    public required MovableClock Clock { get; init; }

    public static async Task<Node> StartAsync(string? database, Action<IServiceCollection> configure, RedisServer? redis = null,
        params string[] settings)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(settings).Build();
        var clock = new MovableClock();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(_ => NpgsqlDataSource.Create((database ?? "Host=127.0.0.1;Port=1;Timeout=1") + ";Maximum Pool Size=10"));
        if (redis is not null) services.AddSingleton(_ =>
            new RedisConnection(redis.Configuration, NullLogger<RedisConnection>.Instance, TimeSpan.FromSeconds(5)));
        services.AddSingleton(provider => FieldCipher.OpenAsync(
            provider.GetRequiredService<NpgsqlDataSource>(), new MasterKeyProvider(new byte[32]), CipherAlgorithm.Aes256Gcm, clock,
                NullLogger.Instance, Stop).GetAwaiter().GetResult());
        services.AddPipes();
        configure(services);
        var node = new Node(services.BuildServiceProvider()) { Clock = clock };
        foreach (var hosted in node.services.GetServices<IHostedService>()) await hosted.StartAsync(Stop);
        return node;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Waits until hints of PostgreSQL are heard.</summary>
    public Task ListeningAsync() => UntilAsync(() => Get<PostgresNotifications>().IsListening, "listening");

    /// <summary>As SIGTERM does.</summary>
    public async Task StopAsync(CancellationToken hurry = default)
    {
        foreach (var hosted in services.GetServices<IHostedService>().Reverse()) await hosted.StopAsync(hurry);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        await services.DisposeAsync();
    }

    /// <summary>Waits until it is so; fails after 20 seconds.</summary>
    public static async Task UntilAsync(Func<bool> so, string what)
    {
        for (var tries = 0; !so(); tries++)
        {
            Assert.True(tries < 1000, "Not within 20 s: " + what);
            await Task.Delay(20, Stop);
        }
    }
}
