using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Bff.Gateways.WeChat;

namespace Bff.Tests.Gateways;

public sealed class SecrecyTests
{
    private const string Code = "planted-code-77aa";
    private const string OpenId = "planted-openid-31bd";

    [Fact]
    public async Task No_log_trace_or_figure_holds_a_secret_a_code_or_an_openid()
    {
        var words = new ConcurrentQueue<string>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
                words.Enqueue(a.DisplayName + string.Join(' ', a.TagObjects) + string.Join(' ', a.Events.SelectMany(e => e.Tags))),
        };
        ActivitySource.AddActivityListener(traces);
        using var figures = new MeterListener { InstrumentPublished = (i, listener) => listener.EnableMeasurementEvents(i) };
        figures.SetMeasurementEventCallback<long>((i, _, tags, _) => words.Enqueue(i.Name + string.Join(' ', tags.ToArray())));
        figures.SetMeasurementEventCallback<double>((i, _, tags, _) => words.Enqueue(i.Name + string.Join(' ', tags.ToArray())));
        figures.Start();

        await using var platform = new StandInPlatform();
        await using var host = new GatewayHost(platform.Address, new() { ["Gateways:TryTimeout"] = "00:00:02" });
        foreach (var name in Misbehaviour.Names.Select(row => row.Data).Append(""))
        {
            platform.Behaviour = name.Length > 0
                ? Misbehaviour.Of(name)
                : (_, p, s) => p.SayAsync(s, $$"""{"openid":"{{OpenId}}","session_key":"{{OpenId}}"}""");
            await host.ExchangeAsync(Code, TestContext.Current.CancellationToken);
        }

        foreach (var line in host.Logged) words.Enqueue(line);
        Assert.Contains(words, w => w.Contains("wechat failed at oauth2", StringComparison.Ordinal));
        Assert.Contains(words, w => w.StartsWith("bff.gateway.answers", StringComparison.Ordinal));
        foreach (var planted in new[] { GatewayHost.Secret, Code, OpenId })
            Assert.DoesNotContain(words, w => w.Contains(planted, StringComparison.Ordinal));
    }
}
