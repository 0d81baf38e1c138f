using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Support.Knowledge.Trial;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Support;

/// <summary>
/// Editors of many hospitals train at once: each has the answers of the own draft, and waits for nobody else's. One host for each test.
/// </summary>
public sealed class KnowledgeTrainingTests : IAsyncLifetime
{
    /// <summary>More than the drafts a node keeps trained.</summary>
    private const int Hospitals = 12;

    private BffApp _app = null!;
    private HttpClient _editor = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await BffApp.StartAsync();
        _editor = await _app.SignInStaffAsync("editor");
        var accounts = _app.Services.GetRequiredService<AccountsRegistration>();
        foreach (var hospital in Enumerable.Range(1, Hospitals)) await accounts.AddHospitalAsync(Code(hospital), $"第{hospital}医院", Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _editor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Everyone_is_answered_from_the_own_draft_however_many_train_at_once()
    {
        foreach (var hospital in Enumerable.Range(1, Hospitals))
            await ImportAsync(Code(hospital), $"地址\t医院在哪里\n地址\t你们地址是什么\n院名{hospital}\t这是什么医院\n院名{hospital}\t医院叫什么名字\n");
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(1, Hospitals)
                .SelectMany(hospital => (Task[])[TryAsync(hospital), EvaluateAsync(hospital), TrainAsync(hospital)]));
            foreach (var hospital in Enumerable.Range(1, Hospitals)) await ImportAsync(Code(hospital), $"地址\t第{round}次问地址\n");
        }
        Assert.Equal((TrialService.MostTrained, 0), _app.Services.GetRequiredService<TrialService>().Count);

        async Task TryAsync(int hospital) =>
            Assert.Equal($"院名{hospital}", (await PostAsync($"try?draft=true&hospital={Code(hospital)}", """{"text":"这是什么医院"}"""))
                .GetProperty("reply").Intent());

        async Task EvaluateAsync(int hospital) => Assert.Equal(
            1, (await PostAsync($"evaluate?hospital={Code(hospital)}", $$"""{"rows":[{"question":"医院叫什么名字","intent":"院名{{hospital}}"}]}"""))
                .GetProperty("accuracy").GetDouble());

        async Task TrainAsync(int hospital) =>
            Assert.Equal(2, (await PostAsync("train?hospital=" + Code(hospital), "{}")).GetProperty("intents").GetInt32());
    }

    [Fact]
    public async Task A_small_hospital_does_not_wait_for_a_large_ones_training()
    {
        await ImportAsync(Code(1), string.Concat(
            Enumerable.Range(0, 30_000).Select(i => string.Create(CultureInfo.InvariantCulture,
                $"主题{i % 100}\t{Words(i % 100)}的第{i}种问法{Words(i)}\n"))));
        await ImportAsync(Code(2), "地址\t医院在哪里\n院名\t这是什么医院\n");
        var large = PostAsync("try?draft=true&hospital=" + Code(1), """{"text":"你好"}""");
        await Task.Delay(500, Stop); // Long enough to have begun.
        Assert.Equal("院名", (await PostAsync("try?draft=true&hospital=" + Code(2), """{"text":"这是什么医院"}""")).GetProperty("reply").Intent());
        Assert.False(large.IsCompleted);
        await large;

        static string Words(int seed) => new([.. Enumerable.Range(0, 5).Select(n => (char)('一' + (seed * 7919 + n * 104_729) % 2000))]);
    }

    private static string Code(int hospital) => "many-" + hospital.ToString(CultureInfo.InvariantCulture);

    private async Task ImportAsync(string hospital, string rows)
    {
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(rows));
        using var answer = await _editor.PostAsync($"/api/staff/kb/import?format=tsv&apply=true&hospital={hospital}", file, Stop);
        Assert.True((await answer.JsonAsync()).GetProperty("applied").GetBoolean());
    }

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var answer = await _editor.PostAsync("/api/staff/kb/" + path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }
}
