using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bff.Platform.Ops;

/// <summary>
/// Metrics and traces for whoever collects them by OTLP. Without an address nothing is registered and nothing costs anything; <c>/metrics</c> is
/// there in any case.
/// </summary>
public static class Telemetry
{
    private const string Section = "OpenTelemetry:OtlpEndpoint", Standard = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Sends metrics and traces to <c>OpenTelemetry:OtlpEndpoint</c>, or to where the standard variable says.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">
    /// <c>OpenTelemetry:OtlpEndpoint</c>; <c>OpenTelemetry:Protocol</c> <c>grpc</c> or <c>http/protobuf</c> (the default);
    /// <c>OpenTelemetry:TraceRatio</c>, the share of requests that are traced, 0 to 1.
    /// </param>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if ((configuration[Section] ?? configuration[Standard]) is not { Length: > 0 } address) return;
        var ratio = configuration.GetValue("OpenTelemetry:TraceRatio", 1.0);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var collector) || collector.Scheme is not ("http" or "https"))
            throw Refused($"OpenTelemetry:OtlpEndpoint should be an address like http://127.0.0.1:4318, and \"{address}\" is none.");
        if (ratio is not (>= 0 and <= 1)) throw Refused("OpenTelemetry:TraceRatio is a share from 0 to 1.");
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("bff", serviceVersion: BackupFolder.HostVersion))
            .WithTracing(tracing => tracing
                // By the trace's own id: a stranger's traceparent must not decide what is traced here.
                .SetSampler(new TraceIdRatioBasedSampler(ratio))
                .AddAspNetCoreInstrumentation(options => options.RecordException = false)
                .AddNpgsql()
                .AddProcessor(new Discretion())
                .AddOtlpExporter(options => Address(options, configuration, address, "/v1/traces")))
            .WithMetrics(metrics => metrics
                .AddMeter([.. Metrics.Meters])
                .AddOtlpExporter((options, reader) =>
                {
                    Address(options, configuration, address, "/v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                        configuration.GetValue("OpenTelemetry:MetricMilliseconds", 30_000);
                }));
    }

    private static OptionsValidationException Refused(string fault) => new("OpenTelemetry", typeof(Telemetry), [fault]);

    private static void Address(OtlpExporterOptions options, IConfiguration configuration, string address, string path)
    {
        var isGrpc = string.Equals(configuration["OpenTelemetry:Protocol"] ?? configuration["OTEL_EXPORTER_OTLP_PROTOCOL"], "grpc", StringComparison.OrdinalIgnoreCase);
        options.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(isGrpc ? address : address.TrimEnd('/') + path);
    }

    /// <summary>
    /// Lets out only what names no person and opens nothing: routes as templates, never addresses (a film link is a credential), SQL without its
    /// parameters. What failed in the database is not sent at all: its event quotes the message, which may quote data.
    /// </summary>
    private sealed class Discretion : BaseProcessor<Activity>
    {
        private static readonly HashSet<string> Harmless =
        [
            "http.request.method", "http.route", "http.response.status_code", "error.type", "url.scheme", "network.protocol.version",
            "db.system.name", "db.system", "db.query.text", "db.statement", "db.operation.name", "db.response.status_code",
        ];

        public override void OnEnd(Activity data)
        {
            if (data.Events.Any(e => e.Name == "exception")) data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            foreach (var (key, _) in data.TagObjects.ToArray())
                if (!Harmless.Contains(key)) data.SetTag(key, null);
            if (data.StatusDescription is not null) data.SetStatus(data.Status);
            data.TraceStateString = null;
        }
    }
}
