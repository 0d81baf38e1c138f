using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bff.Tests.Plans;

/// <summary>Remembers the statements that a host sends, with their parameters.</summary>
internal sealed class SentStatements : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(string Sql, object?[] Parameters)> _sent = new();

    /// <summary>Those that were sent since the last time they were taken.</summary>
    public List<(string Sql, object?[] Parameters)> Take()
    {
        var taken = new List<(string, object?[])>();
        while (_sent.TryDequeue(out var one)) taken.Add(one);
        return taken;
    }

    /// <summary>Puts a data source that tells in the place of the host's.</summary>
    public void Watch(IServiceCollection services, string connectionString) => services.Replace(ServiceDescriptor.Singleton(_ =>
    {
        // A pool of its own: that of the host is never asked for.
        var builder = new NpgsqlDataSourceBuilder(connectionString + ";Maximum Pool Size=20");
        builder.UseLoggerFactory(LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(this)));
        return builder.EnableParameterLogging().Build();
    }));

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values || eventId.Name?.Contains("Completed", StringComparison.Ordinal) != true) return;
        var named = values.ToDictionary(v => v.Key, v => v.Value);
        if (named.GetValueOrDefault("CommandText") is not string sql) return;
        var parameters = named.GetValueOrDefault("Parameters") as IEnumerable<object?> ?? [];
        _sent.Enqueue((sql, [.. parameters.Select(Value)]));
    }

    /// <summary>Arrays are told as text, <c>[a, b]</c>, long ones cut off: <c>[1, 2, ...]</c>. Only hashes are as long as that.</summary>
    private static object? Value(object? told)
    {
        if (told is null or DBNull or "NULL") return null;
        if (told is not string text || !text.StartsWith('[') || !text.EndsWith(']')) return told;
        var parts = text[1..^1].Split(", ", StringSplitOptions.RemoveEmptyEntries);
        if (parts.All(p => Guid.TryParse(p, out _))) return parts.Select(Guid.Parse).ToArray();
        var isCut = parts is [.., "..."];
        string[] known = isCut ? parts[..^1] : parts;
        if (known.Length > 0 && known.All(p => byte.TryParse(p, out _)))
            return known.Select(byte.Parse).Concat(new byte[isCut ? 32 - known.Length : 0]).ToArray();
        if (isCut) throw new InvalidOperationException("A list of parameters is too long to be told: " + text);
        return parts;
    }

    public void Dispose()
    {
    }
}
