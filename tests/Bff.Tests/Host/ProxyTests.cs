using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Demo.Hospital;
using Bff.Guide.Contract;
using Bff.Tests.Film;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bff.Tests.Host;

/// <summary>Two nodes behind nginx with TLS, installed from the README's production chapter and used from outside as the world does.</summary>
public sealed class ProxyTests
{
    private const string Hospital = "clinic-a", AppId = "pacs-a", Secret = "a long secret of the hospital's PACS", StudyName = "大影像";
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task What_the_README_says_serves_patients_staff_and_hospitals_over_TLS()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        await RegisterAsync(database);
        await using var house = await Installation.StartAsync(database);
        try
        {
            house.WeChat.Behaviour = (_, platform, stream) => platform.SayAsync(stream, """{"openid":"oLi","session_key":"x"}""");
            var cookie = await SignInAsync(house);
            await ForwardedAsync(house, database);
            await GuideAsync(house);
            await ChatAsync(house, cookie);
            var key = await FilmAsync(house);
            await LargeUploadAsync(house);
            await ErrorsAsync(house);
            Assert.DoesNotContain(key, house.AccessLog, StringComparison.Ordinal);
            Assert.Contains("/f/-", house.AccessLog, StringComparison.Ordinal);
            await WithoutTlsAsync(house);
            await NodesGoneAsync(house);
        }
        catch
        {
            foreach (var line in house.Said.TakeLast(60)) TestContext.Current.SendDiagnosticMessage(line);
            throw;
        }
    }

    /// <summary>People, a PACS and a map, as the hospital's own tools would have put them there.</summary>
    private static async Task RegisterAsync(string database)
    {
        await using var app = await BffApp.StartAsync(
            BffApp.ProductionSetting, "--TrustedProxies=none", BffApp.DatabaseSetting + database);
        var accounts = app.Services.GetRequiredService<AccountsRegistration>();
        await accounts.AddHospitalAsync(Hospital, "甲医院", Stop);
        var id = (await app.Services.GetRequiredService<AccountsDirectory>().HospitalsAsync(Stop)).Single().Id;
        var patient = await accounts.AddPatientAsync(id, new NewPatient("李秀英", null, null, "F", null), Stop);
        await accounts.AddCardAsync(id, patient, "T1", Stop);
        await accounts.AddIdentityAsync(new OutsideIdentity("wechat", Installation.WeChatApp, "oLi"), patient, Stop);
        await accounts.AddStaffAsync(new NewStaff("chief", "a password of ours", "主任", ["admin"], null), Stop);
        Assert.True(await accounts.AddAppAsync(new NewApp(AppId, "PACS", [Hospital], [IPNetwork.Parse("127.0.0.0/8")], Secret), Stop));
        var guide = app.Services.GetRequiredService<GuideSites>();
        await guide.AddMapAsync(id, "map", await Task.Run(DemoHospital.Build, Stop), "system:test", Stop);
    }

    /// <summary>A patient by WeChat and a member of staff by password, as their pages do it: with an Origin, and with the cookie afterwards.</summary>
    private static async Task<string> SignInAsync(Installation house)
    {
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var client = house.Client(version);
            using var page = await client.GetAsync("/", Stop);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal(version, page.Version);
            IsProtected(page);
            using var staff = await FromPageAsync(house, client, "/api/session/staff", new { username = "chief", password = "a password of ours" }, null);
            Assert.Equal(HttpStatusCode.OK, staff.StatusCode);
        }
        using var browser = house.Client();
        using var answer = await FromPageAsync(house, browser, "/api/session/wechat", new { code = "a code" }, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        IsProtected(answer);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^__Host-sid=.+; secure", cookie);
        using var me = await FromPageAsync(house, browser, "/api/me", null, cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        IsProtected(me);
        return cookie.Split(';')[0];
    }

    /// <summary>What a caller claims of his address is not believed, also not as the proxy's own word; metrics are not shown outside.</summary>
    private static async Task ForwardedAsync(Installation house, string database)
    {
        using var client = house.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        using var refused = await client.PostAsJsonAsync("/api/session/staff", new { username = "nobody", password = "wrong" }, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await using var db = NpgsqlDataSource.Create(database);
        Assert.Empty(await db.ListAsync("select 1 from platform.audit where address = '198.51.100.7'", r => 1, Stop));
        using var metrics = await client.GetAsync("/metrics", Stop);
        Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);
        IsProtected(metrics);
        using var node = house.Node(0);
        Assert.Contains("http_server_request_duration", await node.GetStringAsync("/metrics", Stop), StringComparison.Ordinal);
    }

    private static async Task GuideAsync(Installation house)
    {
        using var client = house.Client();
        using var page = await client.GetAsync("/guide", Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var campuses = await (await client.GetAsync("/api/guide/campuses", Stop)).JsonAsync();
        var campus = campuses.GetProperty("items")[0].GetProperty("id").GetString()!;
        using var socket = await LineAsync(house, "/hubs/guide", null);
        await SayAsync(socket, """{"protocol":"json","version":1}""");
        await SayAsync(socket, JsonSerializer.Serialize(new { type = 1, target = "Watch", arguments = new[] { campus }, invocationId = "1" }));
        Assert.Contains("\"closures\"", await HearAsync(socket, "closures"), StringComparison.Ordinal);
    }

    /// <summary>The line hangs on one node, the message may come to the other.</summary>
    private static async Task ChatAsync(Installation house, string cookie)
    {
        using var client = house.Client();
        using var opened = await FromPageAsync(house, client, "/api/support/conversations", new { hospitalCode = Hospital }, cookie);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        var id = (await opened.JsonAsync()).GetProperty("id").GetString()!;
        using var socket = await LineAsync(house, "/hubs/support", cookie);
        await SayAsync(socket, """{"protocol":"json","version":1}""");
        await SayAsync(socket, JsonSerializer.Serialize(new { type = 1, target = "Join", arguments = new object[] { id, 0 }, invocationId = "1" }));
        for (var n = 0; n < 4; n++)
        {
            using var sent = await FromPageAsync(house, client, $"/api/support/conversations/{id}/messages", new { text = $"message{n}" }, cookie);
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
            await HearAsync(socket, $"message{n}");
        }
    }

    /// <summary>A film pushed by a PACS, a link made by a signed request, the film opened by whoever holds the link.</summary>
    private static async Task<string> FilmAsync(Installation house)
    {
        using var pacs = house.Client();
        pacs.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        string study = TestFilms.Uid(), sop = TestFilms.Uid();
        var (status, stored) = await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)], hospital: Hospital);
        Assert.Equal(200, status);
        Assert.StartsWith(house.Address.GetLeftPart(UriPartial.Authority) + "/dicomweb/studies/", stored.Value("00081190"), StringComparison.Ordinal);
        var link = await LinkAsync(house, new { hospitalCode = Hospital, studyInstanceUid = study, purpose = "看片", ttlSeconds = 3600 });
        Assert.StartsWith(house.Address + "f/", link, StringComparison.Ordinal);
        using var client = house.Client();
        using var page = await client.GetAsync(new Uri(link), Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        IsProtected(page);
        Assert.Contains("film-manifest", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var key = link[(link.LastIndexOf('/') + 1)..];
        var cookie = page.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join("; ", set.Select(c => c.Split(';')[0])) : "";
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"/api/film/{key}/dicomweb/studies/{study}/series/{study}.1/instances/{sop}/rendered");
        if (cookie.Length > 0) asked.Headers.Add("Cookie", cookie);
        using var picture = await client.SendAsync(asked, Stop);
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (picture.StatusCode, picture.Content.Headers.ContentType?.MediaType));
        IsProtected(picture, kept: true);
        return key;
    }

    private static async Task<string> LinkAsync(Installation house, object order)
    {
        const string path = "/api/film/links";
        using var content = JsonContent.Create(order);
        var body = await content.ReadAsByteArrayAsync(Stop);
        var (hash, nonce) = (Convert.ToHexStringLower(SHA256.HashData(body)), Guid.NewGuid().ToString("N"));
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in new[]
        {
            ("X-App-Id", AppId), ("X-Timestamp", at), ("X-Nonce", nonce), ("X-Content-SHA256", hash),
            ("X-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"POST\n{path}\n{at}\n{nonce}\n{hash}")))),
        }) request.Headers.Add(name, value);
        using var client = house.Client();
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        IsProtected(answer);
        return (await answer.JsonAsync()).GetProperty("url").GetString()!;
    }

    /// <summary>200 MB in one request; it is stored when the answer comes, and nothing of it lies on the proxy's disk.</summary>
    private static async Task LargeUploadAsync(Installation house)
    {
        const int parts = 20, megabytes = 10;
        using var pacs = house.Client();
        pacs.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        var study = TestFilms.Uid();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dicomweb/studies") { Content = new Upload(study, parts, megabytes) };
        request.Headers.Add("X-Hospital-Code", Hospital);
        var started = TimeProvider.System.GetTimestamp();
        using var answer = await pacs.SendAsync(request, Stop);
        TestContext.Current.SendDiagnosticMessage($"STOW of {parts * megabytes} MB: {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} s");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        IsProtected(answer);
        Assert.Equal(parts, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.Items("00081199").Count);
    }

    /// <summary>Errors of the nodes and of nginx itself: each carries the headers once.</summary>
    private static async Task ErrorsAsync(Installation house)
    {
        using var client = house.Client();
        foreach (var (status, method, path, change) in new (int, string, string, Action<HttpRequestMessage>)[]
        {
            (404, "GET", "/no/such/place", _ => { }), (404, "GET", "/assets/guess.js", _ => { }), (401, "GET", "/api/me", _ => { }),
            (405, "PUT", "/api/session/staff", _ => { }), (415, "POST", "/api/session/staff", r => r.Content = new StringContent("x")),
            (403, "POST", "/api/session/staff", r =>
            {
                r.Content = JsonContent.Create(new { username = "chief", password = "x" });
                r.Headers.Add("Origin", "https://elsewhere.example");
            }),
            (405, "TRACE", "/", _ => { }),
            (413, "POST", "/dicomweb/studies", r =>
            {
                r.Content = new ByteArrayContent([]);
                r.Content.Headers.ContentLength = 18L << 30;
                r.Headers.ExpectContinue = true;
            }),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            change(request);
            using var answer = await client.SendAsync(request, Stop);
            Assert.Equal((status, path), ((int)answer.StatusCode, path));
            IsProtected(answer);
        }
    }

    private static async Task WithoutTlsAsync(Installation house)
    {
        using var plain = house.Plain();
        using var page = await plain.GetAsync("/guide?campus=1", Stop);
        Assert.Equal((301, new Uri(house.Address, "/guide?campus=1")), ((int)page.StatusCode, page.Headers.Location));
        foreach (var path in new[] { "/api/me", "/dicomweb/studies", "/hubs/support" })
            Assert.Equal(HttpStatusCode.Forbidden, (await plain.GetAsync(path, Stop)).StatusCode);
    }

    /// <summary>Without one node the other serves; without both nginx says so, protected.</summary>
    private static async Task NodesGoneAsync(Installation house)
    {
        using var client = house.Client();
        house.Kill(0);
        for (var n = 0; n < 6; n++)
        {
            using var answer = await client.GetAsync("/api/guide/campuses", Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        house.Kill(1);
        using var gone = await client.GetAsync("/api/guide/campuses", Stop);
        Assert.Equal(HttpStatusCode.BadGateway, gone.StatusCode);
        IsProtected(gone);
    }

    private static void IsProtected(HttpResponseMessage answer, bool kept = false)
    {
        foreach (var (name, part) in new[]
        {
            ("Strict-Transport-Security", "max-age=31536000"), ("Content-Security-Policy", "object-src 'none'"), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
        })
        {
            Assert.True(answer.Headers.TryGetValues(name, out var values), $"{answer.RequestMessage?.RequestUri} {answer.StatusCode} lacks {name}");
            Assert.Contains(part, Assert.Single(values), StringComparison.Ordinal);
        }
        var isPage = answer.Content.Headers.ContentType?.MediaType == "text/html" && answer.IsSuccessStatusCode;
        if (!kept && !isPage) Assert.Equal("no-store", Assert.Single(answer.Headers.GetValues("Cache-Control")));
        Assert.DoesNotMatch("[0-9]", answer.Headers.Server.ToString()); // nginx, without its version.
    }

    /// <summary>A request that a page of ours makes: a GET without a body, else a POST.</summary>
    private static Task<HttpResponseMessage> FromPageAsync(Installation house, HttpClient client, string path, object? body, string? cookie)
    {
        var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        request.Headers.Add("Origin", house.Address.GetLeftPart(UriPartial.Authority));
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        return client.SendAsync(request, Stop);
    }

    private static async Task<ClientWebSocket> LineAsync(Installation house, string path, string? cookie)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", house.Address.GetLeftPart(UriPartial.Authority));
        if (cookie is not null) socket.Options.SetRequestHeader("Cookie", cookie);
        using var invoker = new HttpMessageInvoker(house.Handler(), disposeHandler: false);
        await socket.ConnectAsync(new UriBuilder(house.Address) { Scheme = "wss", Path = path }.Uri, invoker, Stop);
        return socket;
    }

    private static Task SayAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true, Stop);

    /// <summary>Everything heard until these words came; the test's own time limit ends the wait.</summary>
    private static async Task<string> HearAsync(ClientWebSocket socket, string words)
    {
        var (heard, part) = (new StringBuilder(), new byte[16 << 10]);
        while (!heard.ToString().Contains(words, StringComparison.Ordinal))
        {
            var received = await socket.ReceiveAsync(part.AsMemory(), Stop);
            Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
            heard.Append(Encoding.UTF8.GetString(part, 0, received.Count));
        }
        return heard.ToString();
    }

    /// <summary>A multipart request that is made while it is sent.</summary>
    private sealed class Upload : HttpContent
    {
        private readonly (string Study, int Parts, int Megabytes) _of;

        public Upload(string study, int parts, int megabytes)
        {
            _of = (study, parts, megabytes);
            Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/related; type=\"application/dicom\"; boundary=part");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var n = 0; n < _of.Parts; n++)
            {
                await stream.WriteAsync("--part\r\nContent-Type: application/dicom\r\n\r\n"u8.ToArray(), Stop);
                await stream.WriteAsync(TestFilms.Clip(_of.Study, TestFilms.Uid(), frames: _of.Megabytes, rows: 1024, columns: 1024), Stop);
                await stream.WriteAsync("\r\n"u8.ToArray(), Stop);
            }
            await stream.WriteAsync("--part--\r\n"u8.ToArray(), Stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
