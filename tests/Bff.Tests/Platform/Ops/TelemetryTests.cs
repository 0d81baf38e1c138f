using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace Bff.Tests.Platform.Ops;

/// <summary>What goes to a collector, read from the bytes it gets.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_and_metrics_reach_the_collector_and_nothing_of_a_person_does()
    {
        await using var collector = await Collector.StartAsync();
        await using (var app = await BffApp.StartAsync("--OpenTelemetry:OtlpEndpoint=" + collector.Address,
            "--OpenTelemetry:MetricMilliseconds=500"))
        {
            using var anonymous = app.Anonymous();
            using var patient = await app.SignInPatientAsync("demo-li");
            var token = patient.DefaultRequestHeaders.Authorization!.Parameter!;
            Assert.Equal(HttpStatusCode.OK, (await patient.GetAsync("/api/me?name=secret-in-query", Stop)).StatusCode);
            await anonymous.GetAsync("/f/secret-in-path-0123456789", Stop);
            using var wrong = await anonymous.PostAsJsonAsync("/api/session/staff",
                new { username = "secret-user", password = "secret-password" }, Stop);
            await collector.UntilAsync("/v1/traces", "/api/me");
            await collector.UntilAsync("/v1/traces", "from accounts.session");
            await collector.UntilAsync("/v1/metrics", "http.server.request.duration");

            var everything = collector.Everything;
            Assert.Contains("/f/{key}", everything, StringComparison.Ordinal);
            foreach (var secret in new[] { token, "demo-li", "李秀英", "secret-in-query", "secret-in-path", "secret-user", "secret-password",
                "User-Agent" })
                Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Without_an_address_nothing_is_registered()
    {
        await using var app = await BffApp.StartAsync();
        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.DoesNotContain(app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>(), s =>
            s.GetType().FullName!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    /// <summary>
    /// Stands in for an OpenTelemetry collector: takes OTLP over HTTP and keeps the bytes. Protobuf writes texts as plain UTF-8.
    /// </summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Bytes)> _taken = new();

        public string Address => app.Urls.First();

        public string Everything => string.Concat(_taken.Select(t => t.Bytes));

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var collector = new Collector(app);
            app.Run(collector.TakeAsync);
            await app.StartAsync(Stop);
            return collector;
        }

        /// <summary>Waits until the collector has been told a text.</summary>
        public async Task UntilAsync(string path, string text)
        {
            for (var n = 0; n < 400; n++)
            {
                if (_taken.Any(t => t.Path == path && t.Bytes.Contains(text, StringComparison.Ordinal))) return;
                await Task.Delay(50, Stop);
            }
            Assert.Fail($"{path} never told {text}.");
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task TakeAsync(HttpContext http)
        {
            using var bytes = new MemoryStream();
            await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
            _taken.Enqueue((http.Request.Path, Encoding.UTF8.GetString(bytes.ToArray())));
            http.Response.ContentType = "application/x-protobuf";
        }
    }
}
