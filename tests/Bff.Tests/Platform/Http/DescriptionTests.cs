using System.Text.Json;

namespace Bff.Tests.Platform.Http;

/// <summary>What the description says by itself, from policies, limits, bodies and docstrings.</summary>
public sealed class DescriptionTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/session/staff", "post", "")]
    [InlineData("/api/me", "get", "session bearerSession")]
    [InlineData("/api/staff/audit", "get", "session bearerSession")]
    [InlineData("/api/film/links", "post", "signedRequest")]
    [InlineData("/dicomweb/studies", "get", "signedRequest appKey")]
    public async Task Credentials_follow_from_the_policy(string path, string method, string schemes)
    {
        var operation = await OperationAsync(path, method);
        Assert.Equal(schemes, string.Join(' ', operation.GetProperty("security").EnumerateArray().SelectMany(s => s.EnumerateObject())
            .Select(s => s.Name)));
    }

    [Theory]
    [InlineData("/api/session/staff", "post", "400 401 403 413 415 429 503")]
    [InlineData("/api/me", "get", "401 403 503")]
    [InlineData("/api/staff/film/integrators", "post", "400 401 403 409 413 415 503")]
    [InlineData("/api/staff/film/integrators/{id}", "delete", "401 403 404 503")]
    public async Task Errors_follow_from_policy_body_limits_and_what_the_operation_declares(string path, string method, string statuses)
    {
        var responses = (await OperationAsync(path, method)).GetProperty("responses").EnumerateObject().Where(r => r.Name[0] is '4' or '5')
            .ToList();
        Assert.Equal(statuses, string.Join(' ', responses.Select(r => r.Name)));
        Assert.All(responses, r => Assert.StartsWith("#/components/responses/", r.Value.GetProperty("$ref").GetString(),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Docstrings_of_internal_handlers_and_records_are_read()
    {
        var operation = await OperationAsync("/api/staff/film/integrators/{id}/networks", "put");
        Assert.Equal("putStaffFilmIntegratorsByIdNetworks", operation.GetProperty("operationId").GetString());
        Assert.StartsWith("Replaces the networks", operation.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal("For staff with the role `admin`.", operation.GetProperty("description").GetString());
        Assert.Equal("Id of the system.", operation.GetProperty("parameters")[0].GetProperty("description").GetString());
        Assert.Equal("The new networks.", operation.GetProperty("requestBody").GetProperty("description").GetString());
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        var networks = schemas.GetProperty("NetworkList").GetProperty("properties").GetProperty("networks");
        Assert.Equal("1 to 100 networks, `10.8.0.0/16`.", networks.GetProperty("description").GetString());
        Assert.False(schemas.TryGetProperty("ProblemDetails", out _));
    }

    private async Task<JsonElement> OperationAsync(string path, string method) =>
        (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method);

    private async Task<JsonElement> DocumentAsync()
    {
        using var client = shared.App.Anonymous();
        return JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", Stop)).RootElement;
    }
}
