using System.Diagnostics;
using System.Text.Json;
using Bff.Demo;
using Bff.Tests.Film;

namespace Bff.Tests.Accounts;

/// <summary>The programs that README and the API page show to hospital systems, run as they stand against a real host.</summary>
public sealed class SignedExampleTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "bff", "Accounts", "Credentials", "Examples");
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Each with what it needs.</summary>
    public static TheoryData<string, string, string> Examples => new()
    {
        { "bash", "signed-request.sh", "openssl curl" }, { "python3", "signed-request.py", "" }, { "node", "signed-request.mjs", "" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_makes_a_link_and_searches(string program, string file, string tools)
    {
        Need(program, tools);
        var study = TestFilms.Uid();
        using var pacs = shared.App.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: study + ".9", accession: "中文 & 1")])).Status);
        var order = JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = study, purpose = "门诊 'a' \"b\" \\ $HOME %41", ttlSeconds = 60 });

        var (code, link) = await RunAsync(program, file, DemoData.IntegratorSecret, "POST", "/api/film/links", order);
        Assert.Equal(0, code);
        Assert.NotEmpty(JsonDocument.Parse(link).RootElement.GetProperty("key").GetString()!);

        var (found, studies) = await RunAsync(
            program, file, DemoData.IntegratorSecret, "GET", "/dicomweb/studies?AccessionNumber=%E4%B8%AD%E6%96%87%20%26%201&StudyInstanceUID=" + study);
        Assert.Equal(0, found);
        Assert.Equal(1, JsonDocument.Parse(studies).RootElement.GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_with_a_wrong_secret_fails_and_says_why(string program, string file, string tools)
    {
        Need(program, tools);
        var (code, answer) = await RunAsync(program, file, "another secret", "POST", "/api/film/links", "{}");
        Assert.NotEqual(0, code);
        Assert.Equal("integrator.signature_wrong", JsonDocument.Parse(answer).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Readme_names_every_example_and_the_description_shows_it()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "README.md"), Stop);
        using var client = shared.App.Anonymous();
        var description = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", Stop)).RootElement;
        var shown = description.GetProperty("paths").GetProperty("/api/film/links").GetProperty("post").GetProperty("x-codeSamples")
            .EnumerateArray().Select(s => s.GetProperty("source").GetString()).ToHashSet();
        string[] files = [.. Directory.EnumerateFiles(Folder)];
        Assert.Equal(Examples.Count, files.Length);
        foreach (var file in files)
        {
            Assert.Contains(await File.ReadAllTextAsync(file, Stop), shown);
            Assert.Contains(Path.GetRelativePath(SourceTree.Root, file), readme, StringComparison.Ordinal);
        }
    }

    private static void Need(string program, string tools)
    {
        foreach (var tool in tools.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend(program))
            Assert.SkipUnless(
                Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))), tool + " is not installed.");
    }

    private async Task<(int Code, string Output)> RunAsync(string program, string file, string secret, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [Path.Combine(Folder, file), shared.App.Address.GetLeftPart(UriPartial.Authority), .. words])
        {
            RedirectStandardOutput = true,
            Environment = { ["APP_ID"] = DemoData.IntegratorAppId, ["APP_SECRET"] = secret, ["no_proxy"] = "*" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, output);
    }
}
