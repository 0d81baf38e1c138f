using System.Net;
using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Accounts.Credentials;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Accounts;

/// <summary>What registration makes, and what it leaves in memory.</summary>
public sealed class RegistrationTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bound_card_is_told_once_in_the_transaction_that_binds_it()
    {
        var registration = _app.Services.GetRequiredService<AccountsRegistration>();
        var directory = _app.Services.GetRequiredService<AccountsDirectory>();
        var hospital = (await directory.HospitalsAsync(Stop))[0].Id;
        var patient = await registration.AddPatientAsync(hospital, new NewPatient("某某", null, null, null, null), Stop);
        var mrn = "R" + Guid.NewGuid().ToString("N")[..12];
        await registration.AddCardAsync(hospital, patient, mrn, Stop);
        await registration.AddCardAsync(hospital, patient, mrn, Stop);

        var told = await _app.Db.ListAsync(
            """
            select o.business_key, o.hospital_id from platform.outbox o join accounts.card c on o.business_key = 'card:' || c.id
            where o.topic = $1 and c.mrn_index = $2
            """,
            r => (Key: r.GetString(0), Hospital: r.GetGuid(1)), Stop, CardBound.Topic, directory.MrnIndex(mrn));
        Assert.Equal(hospital, Assert.Single(told).Hospital);
    }

    [Fact]
    public void A_bound_card_reads_back_as_it_was_told()
    {
        var bound = new CardBound(Guid.NewGuid(), Guid.NewGuid(), [1, 2, 3]);
        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(bound, AccountsMessages.Default.CardBound),
            AccountsMessages.Default.CardBound)!;
        Assert.Equal((bound.HospitalId, bound.PatientId), (read.HospitalId, read.PatientId));
        Assert.Equal(bound.MrnIndex, read.MrnIndex);
    }

    [Fact]
    public async Task However_many_apps_call_no_more_are_kept_than_the_bound_and_guesses_none()
    {
        var registration = _app.Services.GetRequiredService<AccountsRegistration>();
        var known = new KnownApps(_app.Db, _app.Services.GetRequiredService<FieldCipher>(), _app.Clock, most: 8);
        var run = Guid.NewGuid().ToString("N")[..8];
        for (var n = 0; n < 20; n++)
        {
            var app = new NewApp($"many-{run}-{n}", "many", ["demo-east"], [IPNetwork.Parse("127.0.0.0/8")], $"secret-{run}-{n}");
            Assert.True(await registration.AddAppAsync(app, Stop));
            Assert.Equal(app.AppId, (await known.ByAppIdAsync(app.AppId, Stop))!.Caller.AppId);
            Assert.Equal(app.AppId, (await known.ByKeyAsync(Sessions.Hash(app.FixedSecret!), Stop))!.Caller.AppId);
            Assert.InRange(known.Count, 1, 16);
        }
        known.Forget();
        for (var n = 0; n < 50; n++) Assert.Null(await known.ByAppIdAsync($"guess-{run}-{n}", Stop));
        Assert.Equal(0, known.Count);
    }
}
