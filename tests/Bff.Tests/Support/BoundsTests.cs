using System.Net;
using System.Text;
using Bff.Platform.Pipes;
using Bff.Support;
using Bff.Support.Knowledge;
using Bff.Support.Live;
using Bff.Support.Talk;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Support;

/// <summary>What grows with use has an end: each test goes past it and counts what lives.</summary>
public sealed class BoundsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private (int Peers, int Joins, int Changed) Living =>
        _app.Services.GetRequiredService<Live<SupportViewer, Message, ConversationRow>>().Count;

    [Fact]
    public async Task One_connection_joins_so_many_conversations_and_leaves_none_behind()
    {
        using var patient = await _app.SignInPatientAsync();
        var first = await patient.OpenAsync();
        var rooms = await _app.Db.ListAsync(
            """
            insert into support.conversation (id, hospital_id, patient_id, context, created_at, last_at)
            select gen_random_uuid(), hospital_id, patient_id, context, created_at, last_at
            from support.conversation cross join generate_series(1, $2) where id = $1 returning id
            """,
            r => r.GetGuid(0), Stop, Guid.Parse(first), SupportServices.MostJoins);
        await using (var line = await HubLine.OpenAsync(_app, patient))
        {
            await Task.WhenAll(rooms.Select(room => line.CallAsync("Join", room, 0)));
            Assert.Equal(SupportServices.MostJoins, Living.Joins);
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => line.CallAsync("Join", first, 0));
            Assert.Contains("support.too_many_joined", refused.Message, StringComparison.Ordinal);
            await line.CallAsync("Join", rooms[0], 0); // One that it follows already.
            Assert.Equal(SupportServices.MostJoins, Living.Joins);
        }
        for (var tries = 0; tries < 500 && Living != (0, 0, 0); tries++) await Task.Delay(20, Stop);
        Assert.Equal((0, 0, 0), Living);
    }

    [Fact]
    public async Task Hints_of_conversations_that_nobody_here_follows_are_not_kept()
    {
        var hints = _app.Services.GetRequiredService<SupportHints>();
        for (var i = 0; i < 10_000; i++) await hints.HearAsync("c:" + Guid.NewGuid());
        Assert.Equal(0, Living.Changed);
    }

    [Fact]
    public async Task Of_a_part_that_is_published_again_and_again_one_set_lives_and_a_few_models_are_stored()
    {
        using var editor = await _app.SignInStaffAsync("editor");
        using (var file = new ByteArrayContent(Encoding.UTF8.GetBytes("地址\t医院在哪里\n院名\t这是什么医院\n")))
        using (var imported = await editor.PostAsync("/api/staff/kb/import?format=tsv&apply=true&hospital=demo-tcm", file, Stop))
            Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        const int Publishes = KnowledgeStore.MostModels + 3;
        for (var i = 0; i < Publishes; i++)
        {
            using var published = await editor.PostAsync("/api/staff/kb/publish?hospital=demo-tcm", """{"note":"又一版","confirm":true}""");
            Assert.Equal(i + 1, (await published.JsonAsync()).GetProperty("version").GetInt32());
        }
        Assert.Equal(1, _app.Services.GetRequiredService<KnowledgeService>().Count); // This city has no part of its own.
        var stored = await _app.Db.ListAsync(
            """
            select (count(*) filter (where length(model) > 0))::int, count(sha256)::int, max(own_version) filter (where length(model) > 0)
            from support.kb_model
            """,
            r => (Models: r.GetInt32(0), Hashes: r.GetInt32(1), Newest: r.GetInt32(2)), Stop);
        Assert.Equal((KnowledgeStore.MostModels, Publishes, Publishes), stored[0]);
    }
}
