using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bff.Tests.Contract;

/// <summary>What was once answered by an error of the server, or not at all; each by its kind.</summary>
public sealed partial class RefusalTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>48 characters are as long as a key is.</summary>
    public static TheoryData<string> NoKeys =>
    [
        new string('!', 48), new string('A', 47) + "=", new string('A', 47) + "%0A", new string('A', 47) + "%20", new string('A', 44) + "====",
        new string('%', 48).Replace("%", "%25", StringComparison.Ordinal), string.Concat(Enumerable.Repeat("%E5%AD%97", 48)), new string('+', 48),
    ];

    [Theory]
    [MemberData(nameof(NoKeys))]
    public async Task A_key_that_is_no_base64url_is_an_unknown_link_everywhere(string key)
    {
        using var client = app.Anonymous();
        foreach (var path in new[] { $"/api/film/{key}", $"/api/film/{key}/dicomweb/studies/1", $"/api/film/{key}/dicomweb/studies/1/thumbnail" })
        {
            using var answer = await client.GetAsync(path, Stop);
            Assert.Equal((404, "film.link_unknown"), ((int)answer.StatusCode, await answer.CodeAsync()));
        }
        using var page = await client.GetAsync("/f/" + key, Stop);
        Assert.Equal(404, (int)page.StatusCode);
    }

    [Theory]
    [InlineData("from=0001-01-01")]
    [InlineData("to=0001-01-01")]
    [InlineData("from=9999-12-31")]
    [InlineData("to=9999-12-31")]
    [InlineData("from=0001-01-01&to=0001-01-01")]
    [InlineData("from=9999-12-31&to=9999-12-31")]
    [InlineData("from=9999-12-01&to=9999-12-31")]
    [InlineData("from=1999-12-31&to=2000-01-01")]
    [InlineData("from=2100-12-31&to=2101-01-01")]
    [InlineData("from=2025-01-01&to=2026-01-03")]
    public async Task A_period_at_the_ends_of_the_calendar_or_of_more_than_a_year_is_refused_at_once(string period)
    {
        using var staff = await app.SignInStaffAsync();
        foreach (var path in new[] { "/api/staff/film/statistics", "/api/staff/support/statistics", "/api/staff/support/statistics.csv" })
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await staff.GetAsync(path + "?" + period, Stop);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5), path);
        }
    }

    [Fact]
    public void A_period_of_any_two_days_is_one_that_can_be_counted_or_none()
    {
        var days = Gen.Frequency((5, Gen.Choose(0, DateOnly.MaxValue.DayNumber)), (1, Gen.Elements(0, 1, 29, DateOnly.MaxValue.DayNumber)),
            (5, Gen.Choose(new DateOnly(2024, 1, 1).DayNumber, new DateOnly(2028, 1, 1).DayNumber)))
            .Select(number => Gen.Frequency((4, Gen.Constant<DateOnly?>(DateOnly.FromDayNumber(number))), (1, Gen.Constant<DateOnly?>(null))))
            .SelectMany(day => day);
        Prop.ForAll(days.ToArbitrary(), days.ToArbitrary(), (from, to) =>
        {
            if (DayPeriod.Of(from, to, new DateOnly(2026, 11, 30)) is not var (first, last)) return true;
            return first <= last && last.DayNumber - first.DayNumber <= 366 && first.Year >= 2000 && last.Year <= 2100
                && (from is null || first == from) && (to is null || last == to);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(1, 3));
    }

    [Theory]
    [InlineData("PUT", "/api/staff/kb/synonyms", "[[\"挂号\",null]]")]
    [InlineData("PUT", "/api/staff/kb/synonyms", "[null]")]
    [InlineData("PUT", "/api/staff/kb/services", "[null]")]
    [InlineData("PUT", "/api/staff/kb/flows", """[{"name":"a","intent":"b","steps":[null]}]""")]
    [InlineData("PUT", "/api/staff/kb/flows", """[{"name":"a","intent":"b"}]""")]
    [InlineData("POST", "/api/staff/kb/evaluate", """{"rows":[null]}""")]
    [InlineData("POST", "/api/staff/film/integrators", """{"appId":"null-app","name":"应用","hospitalCodes":[null],"networks":["10.0.0.0/8"]}""")]
    [InlineData("POST", "/api/staff/film/integrators", """{"appId":"null-app","name":"应用","hospitalCodes":["demo-east"],"networks":[null]}""")]
    [InlineData("PUT", "/api/staff/support/agents/me", """{"maxChats":3,"skills":[null]}""")]
    [InlineData("PUT", "/api/staff/support/hours/demo-east", """{"days":[null],"closedDates":[]}""")]
    public async Task A_null_where_there_can_be_none_is_a_malformed_request(string method, string path, string json)
    {
        using var staff = await app.SignInStaffAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await staff.SendAsync(request, Stop);
        Assert.Equal((400, "request.malformed"), ((int)answer.StatusCode, await answer.CodeAsync()));
    }

    /// <summary>Also under types that are added later: none of a list within reach of the host's JSON takes a null.</summary>
    [Fact]
    public void No_list_of_any_body_takes_a_null()
    {
        var json = app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var taken = new List<string>();
        Type[] lists = [.. ListTypes(json)];
        Assert.Contains(typeof(IReadOnlyList<IReadOnlyList<string>>), lists);
        foreach (var type in lists)
            try
            {
                JsonSerializer.Deserialize("[null]", json.GetTypeInfo(type));
                taken.Add(type.ToString());
            }
            catch (JsonException)
            {
                // Refused.
            }
        Faults.None(taken);
    }

    [Theory]
    [InlineData("/dicomweb/studies?PatientID=%00")]
    [InlineData("/dicomweb/studies?00100020=%00")]
    [InlineData("/dicomweb/studies?AccessionNumber=A%001")]
    [InlineData("/dicomweb/studies?StudyInstanceUID=%00")]
    [InlineData("/dicomweb/studies?ModalitiesInStudy=CT,%00")]
    [InlineData("/dicomweb/series?SeriesInstanceUID=%00")]
    [InlineData("/dicomweb/instances?SOPInstanceUID=%00")]
    [InlineData("/dicomweb/studies/1/series?Modality=%00")]
    public async Task A_search_for_a_zero_byte_is_refused_and_finds_nobody(string path)
    {
        using var pacs = app.Pacs();
        using var answer = await pacs.GetAsync(path, Stop);
        Assert.Equal((400, "film.query_malformed"), ((int)answer.StatusCode, await answer.CodeAsync()));
    }

    [Theory]
    [InlineData("image/png", "GET", "/no/such/place", 404)]
    [InlineData("multipart/related; type=\"application/dicom\"", "GET", "/dicomweb/studies?limit=a", 401)]
    [InlineData("text/html", "PUT", "/api/session/staff", 405)]
    [InlineData("a/b;q=NaN", "GET", "/api/guide/campuses?lon=x", 400)]
    [InlineData("image/jpeg", "GET", "/api/film/x", 404)]
    public async Task A_refusal_is_a_problem_with_its_trace_whatever_is_accepted(string accept, string method, string path, int status)
    {
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEmpty(await answer.CodeAsync());
        Assert.NotEmpty((await answer.JsonAsync()).GetProperty("traceId").GetString()!);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_a_problem_under_an_idempotency_key_too()
    {
        using var patient = await app.SignInPatientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/support/conversations");
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        request.Content = new StringContent("{", Encoding.UTF8, "application/json");
        using var answer = await patient.SendAsync(request, Stop);
        Assert.Equal((400, "request.malformed"), ((int)answer.StatusCode, await answer.CodeAsync()));
    }

    /// <summary><c>$</c> also matches before a line feed at the end, so that an id with one would be taken for the id; <c>\z</c> does not.</summary>
    [Fact]
    public void No_pattern_of_the_product_ends_with_a_dollar()
    {
        Faults.None(from folder in new[] { "bff", "chatbot", "wayfinding", "dicom-render" }
                    from file in SourceTree.CSharp(folder)
                    from pattern in PatternsOf(File.ReadAllText(file))
                    where HasDollar(pattern)
                    select $"{Path.GetFileName(file)}: {pattern}");
        Assert.Equal(["^a$", "b$|c"], PatternsOf("""
            class A { [GeneratedRegex("^a$")] void B() => Regex.IsMatch(x, @"b$|c"); object C = new Regex(@"\$[$]\z"); string D = "$"; }
            """).Where(HasDollar));
    }

    private static bool HasDollar(string pattern) => Literal().Replace(pattern, "").Contains('$', StringComparison.Ordinal);

    private static IEnumerable<string> PatternsOf(string code) =>
        from node in CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes()
        where node is AttributeSyntax { Name: var name } && name.ToString().Contains("GeneratedRegex", StringComparison.Ordinal)
            || node is ObjectCreationExpressionSyntax { Type: var type } && type.ToString() == "Regex"
            || node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var owner } } && owner.ToString() == "Regex"
        from text in node.DescendantTokens().Where(t => t.IsKind(SyntaxKind.StringLiteralToken) || t.IsKind(SyntaxKind.SingleLineRawStringLiteralToken)).Take(1)
        select text.ValueText;

    private IEnumerable<Type> ListTypes(JsonSerializerOptions json)
    {
        var seen = new HashSet<Type>();
        var open = new Queue<Type>(app.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(e => e.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType).OfType<Type>());
        while (open.TryDequeue(out var type))
        {
            if (!seen.Add(type) || !json.TryGetTypeInfo(type, out var info)) continue;
            if (info.ElementType is { IsValueType: false }) yield return type;
            if (info.ElementType is { } element) open.Enqueue(element);
            foreach (var property in info.Properties) open.Enqueue(property.PropertyType);
        }
    }

    [GeneratedRegex(@"\\.|\[[^\]]*\]")]
    private static partial Regex Literal();
}
