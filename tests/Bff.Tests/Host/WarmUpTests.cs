using System.Collections.Concurrent;
using Bff.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bff.Tests.Host;

public sealed class WarmUpTests
{
    [Fact]
    public async Task The_pages_are_opened_with_all_they_name_before_the_first_visitor_comes()
    {
        var asked = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var host = builder.Build();
        host.Run(http =>
        {
            asked.Enqueue(http.Request.Path.ToString());
            return http.Response.WriteAsync(http.Request.Path == "/guide"
                ? """<link rel="preload" href="/api/guide/campuses/1" /><script src="/assets/guide.js"></script>""" : "");
        });
        await host.StartAsync(TestContext.Current.CancellationToken);

        using var warmUp = new WarmUp(host.Services.GetRequiredService<IServer>(), host.Lifetime, new PageFiles(host.Environment),
            NullLogger<WarmUp>.Instance);
        await warmUp.StartAsync(TestContext.Current.CancellationToken);
        await warmUp.ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["/api/guide/campuses", "/guide", "/api/guide/campuses/1", "/assets/guide.js", "/"], asked);
    }
}
