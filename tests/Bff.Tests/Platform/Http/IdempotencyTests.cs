using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Http;

/// <summary>Under an Idempotency-Key only what was done is kept: a refusal is nothing that was done.</summary>
public sealed class IdempotencyTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int> Statuses => [200, 201, 202, 204, 301, 304, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 499, 500, 503];

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Only_an_answer_of_something_done_is_given_again(int status)
    {
        var done = 0;
        var middleware = new IdempotencyMiddleware(
            http =>
            {
                http.Response.StatusCode = status;
                done++;
                return Task.CompletedTask;
            },
            app.Db, app.Services.GetRequiredService<FieldCipher>(), app.Clock);
        var key = Guid.NewGuid().ToString();
        for (var time = 0; time < 2; time++)
        {
            var http = new DefaultHttpContext { RequestServices = app.Services };
            http.Request.Method = "POST";
            http.Request.Headers["Idempotency-Key"] = key;
            http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(Idempotent.Create), "a creation"));
            await middleware.InvokeAsync(http);
            Assert.Equal(status, http.Response.StatusCode);
        }
        Assert.Equal(status is >= 200 and < 300 ? 1 : 2, done);
    }

    [Theory]
    [InlineData(201, "one-key")]
    [InlineData(400, "")]
    [InlineData(400, "one-key", "another-key")]
    [InlineData(400, "the-same", "the-same")]
    public async Task A_key_is_one(int status, params string[] keys)
    {
        using var patient = await app.SignInPatientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/support/conversations")
        {
            Content = JsonContent.Create(new { hospitalCode = "demo-east" }),
        };
        foreach (var key in keys) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var answer = await patient.SendAsync(request, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 400) Assert.Equal("idempotency.key_malformed", await answer.CodeAsync());
    }

    [Fact]
    public async Task What_was_not_found_is_looked_for_again_under_the_same_key()
    {
        using var patient = await app.SignInPatientAsync();
        var code = "late-" + Guid.NewGuid().ToString("N")[..8];
        patient.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await OpenAsync()).StatusCode);
        await app.Services.GetRequiredService<global::Bff.Accounts.Contract.AccountsRegistration>().AddHospitalAsync(code, "后来的医院", Stop);
        Assert.Equal(HttpStatusCode.Created, (await OpenAsync()).StatusCode);

        Task<HttpResponseMessage> OpenAsync() => patient.PostAsJsonAsync("/api/support/conversations", new { hospitalCode = code }, Stop);
    }

    [Fact]
    public async Task A_replay_is_the_first_answer_and_is_kept_by_nobody()
    {
        using var admin = await app.SignInStaffAsync();
        admin.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var first = await AddAsync();
        using var again = await AddAsync();
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, again.StatusCode));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(await first.Content.ReadAsStringAsync(Stop), await again.Content.ReadAsStringAsync(Stop));
        foreach (var answer in new[] { first, again }) Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());

        Task<HttpResponseMessage> AddAsync() => admin.PostAsJsonAsync("/api/staff/support/canned", new { title = "t", text = "w" }, Stop);
    }
}
