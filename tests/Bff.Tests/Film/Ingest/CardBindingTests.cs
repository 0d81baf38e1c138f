using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Platform.Pipes;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Film;

public sealed class CardBindingTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_that_came_before_its_patients_card_is_the_patients_once_the_card_is_bound()
    {
        var (mine, others, mrn) = (TestFilms.Uid(), TestFilms.Uid(), "LATE" + Guid.NewGuid().ToString("N")[..8]);
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(mine, patientId: mrn), TestFilms.Slice(others, patientId: mrn + "X")])).Status);
        var patient = (await app.Db.ListAsync("select id from accounts.patient order by id limit 1", r => r.GetGuid(0), Stop)).Single();
        var hospital = (await app.Services.GetRequiredService<AccountsDirectory>().HospitalsAsync(Stop)).Single(h => h.Code == "demo-east").Id;
        await BindAsync(hospital, patient, mrn);
        while (await PatientOfAsync(mine) != patient) await Task.Delay(20, Stop);
        Assert.Null(await PatientOfAsync(others));
    }

    private async Task BindAsync(Guid hospital, Guid patient, string mrn)
    {
        var bound = new CardBound(hospital, patient, app.Services.GetRequiredService<AccountsDirectory>().MrnIndex(mrn));
        var entry = new OutboxEntry
        {
            Topic = CardBound.Topic,
            Key = "card:" + Guid.NewGuid(),
            Payload = JsonSerializer.Serialize(bound, AccountsMessages.Default.CardBound),
        };
        await using var connection = await app.Db.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        Assert.True(await app.Services.GetRequiredService<Outbox>().AddAsync(connection, entry, Stop));
        await transaction.CommitAsync(Stop);
    }

    private async Task<Guid?> PatientOfAsync(string study) => (await app.Db.ListAsync(
        "select patient_id from film.study where study_instance_uid = $1", r => r.ValueOrNull<Guid>(0), Stop, study)).Single();
}
