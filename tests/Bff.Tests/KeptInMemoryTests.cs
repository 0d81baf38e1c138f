using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Bff.Host;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests;

/// <summary>
/// Everything that can grow and lives as long as the host, found from the running host, with what holds it. What strangers name must not be
/// kept without a bound, so a new one has to be put down here with its bound, and the bound needs a test that goes past it.
/// </summary>
public sealed class KeptInMemoryTests
{
    private const string Constant = "never written to";

    /// <summary>Field, and why it does not grow with what callers send.</summary>
    private static readonly Dictionary<string, string> Bounds = new()
    {
        ["ArchivedFiles.LostFrames"] = Constant,
        ["Audit._open"] = "Audit.MostOpen accesses of Audit.LongestSubject characters",
        ["AuditWriter._queue"] = "a bounded channel; who writes waits",
        ["BoundedCache._entries"] = "a bound of bytes or entries given by whoever makes one",
        ["ClosurePushes._told"] = "one entry a site of the database, dropped with it",
        ["CodecProcessPool._idle"] = "as many workers as decode at once, ended when idle",
        ["DataKeys+Ring.Fields"] = "the keys of the database",
        ["DemoTour._known"] = "the demo's films; in the sandbox alone",
        ["DicomwebDescription.Attributes"] = Constant,
        ["ErrorResponses.Known"] = Constant,
        ["FieldCipher._columnKeys"] = "columns named in code",
        ["HolidayCalendar.<AdjustedWorkdays>k__BackingField"] = "a file read at the start",
        ["HolidayCalendar.<PublicHolidays>k__BackingField"] = "a file read at the start",
        ["HubCalls._open"] = "people with an open connection, which the server bounds",
        ["HubLines._networks"] = "HubCallOptions.MostLines",
        ["KeptRoutes+Generation.Answers"] = "KeptRoutes.GenerationBytes",
        ["KnownApps._byAppId"] = "KnownApps.Most of those that exist",
        ["KnownApps._byKey"] = "KnownApps.Most of those that exist",
        ["LinkCache._known"] = "LinkCache.Most, and only keys with a right signature",
        ["LiveRooms._changed"] = "rooms that somebody here has joined",
        ["LiveRooms._peers"] = "open connections, which the server bounds",
        ["LiveRooms._rooms"] = "open connections times LiveSettings.MostJoins",
        ["Metrics._series"] = "Metrics.MostSeries",
        ["Metrics.Meters"] = Constant,
        ["PageFiles._assets"] = "the files that were built, whatever is asked for",
        ["PageFiles._written"] = "pages named in code",
        ["Pinyin.Syllables"] = Constant,
        ["QidoRest.Parameters"] = Constant,
        ["QidoRest.Searched"] = Constant,
        ["Readiness._failing"] = "checks named in code",
        ["RouteJsonResult.Idle"] = "RouteJsonResult.MostIdle",
        ["Sentence.Said"] = Constant,
        ["Sentence.Vague"] = Constant,
        ["SingleFlight._flights"] = "what is being made at this moment; a request is answered or waits for one",
        ["Subscription._hints"] = "a bounded channel of Subscription.MostHints",
        ["Telemetry+Discretion.Harmless"] = Constant,
        ["TrialService._trained"] = "TrialService.MostTrained",
        ["TurboJpegEncoder.Idle"] = "as many as encode at once",
        ["Withdrawals._prepared"] = "a bounded channel of Withdrawals.MostWaiting",
        ["Workers._registered"] = "workers named in code",
        ["Workers._running"] = "workers named in code",
    };

    private static readonly Type[] Growing =
    [
        typeof(IDictionary), typeof(IDictionary<,>), typeof(ISet<>), typeof(IProducerConsumerCollection<>), typeof(Queue<>), typeof(Stack<>),
        typeof(PriorityQueue<,>), typeof(LinkedList<>), typeof(List<>), typeof(IMemoryCache), typeof(Channel<>), typeof(ConditionalWeakTable<,>),
    ];

    private static readonly HashSet<Assembly> Ours =
    [
        .. Libraries.All, typeof(global::Bff.Gateways.GatewayServices).Assembly, typeof(global::Bff.Demo.DemoEndpoints).Assembly, typeof(Program).Assembly,
        .. new[] { "DicomRender", "Chatbot", "Wayfinding" }.Select(Assembly.Load),
    ];

    [Fact]
    public async Task Everything_that_can_grow_and_lives_with_the_host_has_a_bound_put_down_here()
    {
        var registered = new List<ServiceDescriptor>();
        await using var app = await BffApp.StartAsync(builder => registered.AddRange(builder.Services));
        var found = Statics().Concat(Instances(registered, app.Services)).ToHashSet();
        Faults.None([
            .. found.Where(field => !Bounds.ContainsKey(field)).Select(field => $"{field} has no bound put down"),
            .. Bounds.Keys.Where(field => !found.Contains(field)).Select(field => $"{field} is put down and not there any more"),
        ]);
    }

    private static IEnumerable<string> Statics() =>
        from library in Ours
        from type in library.GetTypes()
        where !type.Name.Contains('<', StringComparison.Ordinal) && !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where CanGrow(field.FieldType) && field.GetValue(null) is { } value && CanGrow(value.GetType())
        select NameOf(field);

    private static IEnumerable<string> Instances(List<ServiceDescriptor> registered, IServiceProvider services)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Queue<object>(registered
            .Where(s => s is { IsKeyedService: false, Lifetime: ServiceLifetime.Singleton, ServiceType.ContainsGenericParameters: false })
            .Select(s => s.ServiceType).Distinct().SelectMany(type => services.GetServices(type)).OfType<object>());
        while (open.TryDequeue(out var one))
        {
            // What the compiler wraps a list in that nobody adds to.
            if (!seen.Add(one) || one.GetType().Name.StartsWith("<>z__", StringComparison.Ordinal)) continue;
            foreach (var field in FieldsOf(one.GetType()))
            {
                if (field.GetValue(one) is not { } value) continue;
                if (CanGrow(value.GetType())) yield return NameOf(field);
                else if (Ours.Contains(value.GetType().Assembly)) open.Enqueue(value);
                else if (value is object[] many)
                    foreach (var part in many.Where(part => part is not null && Ours.Contains(part.GetType().Assembly))) open.Enqueue(part);
            }
        }
    }

    /// <summary>Fields of our own types only: what the framework keeps is its own matter.</summary>
    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var at = type; at is not null && Ours.Contains(at.Assembly); at = at.BaseType)
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                if (!field.FieldType.IsPrimitive && !typeof(Delegate).IsAssignableFrom(field.FieldType)) yield return field;
    }

    private static bool CanGrow(Type type) => type is { IsArray: false }
        && !type.Name.StartsWith("Frozen", StringComparison.Ordinal) && !type.Name.Contains("Immutable", StringComparison.Ordinal)
        && type.Namespace?.StartsWith("System.Collections.Frozen", StringComparison.Ordinal) != true
        && type.GetInterfaces().Append(type).Concat(Bases(type)).Any(t => Growing.Contains(t.IsGenericType ? t.GetGenericTypeDefinition() : t));

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType) yield return at;
    }

    private static string NameOf(FieldInfo field)
    {
        var type = field.DeclaringType!;
        var name = type.Name.Split('`')[0];
        return (type.DeclaringType is { } outer ? outer.Name.Split('`')[0] + "+" + name : name) + "."
            + (field.Name == "<Fields>k__BackingField" ? "Fields" : field.Name);
    }
}
