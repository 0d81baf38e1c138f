namespace Bff.Tests.Guide;

/// <summary>The description of a route says what its answer is.</summary>
public sealed class DescribedRouteTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task A_step_s_path_is_described_as_the_pairs_that_it_is()
    {
        using var anyone = shared.App.Anonymous();
        using var answer = await anyone.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        var path = (await answer.JsonAsync()).GetProperty("components").GetProperty("schemas").GetProperty("StepItem").GetProperty("properties").GetProperty("path");
        var pair = path.GetProperty("items");
        Assert.Equal("array", pair.GetProperty("type").GetString());
        Assert.Equal((2, 2), (pair.GetProperty("minItems").GetInt32(), pair.GetProperty("maxItems").GetInt32()));
        Assert.Equal("number", pair.GetProperty("items").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_printed_code_is_asked_for_by_its_id()
    {
        using var anyone = shared.App.Anonymous();
        using var answer = await anyone.GetAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        Assert.True((await answer.JsonAsync()).GetProperty("paths").TryGetProperty("/api/staff/guide/here-codes/{id}/code.svg", out _));
    }
}
