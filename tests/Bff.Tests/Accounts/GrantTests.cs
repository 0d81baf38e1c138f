using Bff.Accounts.Contract;
using Bff.Accounts.Credentials;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Accounts;

/// <summary>Delegation: what a grant opens, and how it ends. Each test makes its own people.</summary>
public sealed class GrantTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AccountsGrants Grants => _app.Services.GetRequiredService<AccountsGrants>();

    [Fact]
    public async Task A_grant_opens_its_scope_of_its_patient_and_nothing_else()
    {
        var (mother, daughter, stranger) = (await PatientAsync(), await PatientAsync(), await PatientAsync());
        var token = await SessionOfAsync(daughter);
        Assert.Equal([daughter], (await ReachAsync(token)).PatientsFor("film"));

        await GiveAsync(Wish(mother, daughter, "film"));
        var reach = await ReachAsync(token);
        Assert.Equal([daughter, mother], reach.PatientsFor("film"));
        Assert.Equal([daughter], reach.PatientsFor("support"));
        Assert.Empty(reach.Hospitals!);
        Assert.Equal([stranger], (await ReachAsync(await SessionOfAsync(stranger))).PatientsFor("film"));
        Assert.Equal([mother], (await ReachAsync(await SessionOfAsync(mother))).PatientsFor("film"));
    }

    [Fact]
    public async Task A_grant_of_one_resource_or_one_hospital_opens_no_list_of_everything()
    {
        var (mother, daughter) = (await PatientAsync(), await PatientAsync());
        var hospital = (await _app.Services.GetRequiredService<AccountsDirectory>().HospitalsAsync(Stop))[0].Id;
        var study = Guid.NewGuid();
        await GiveAsync(Wish(mother, daughter, "film") with { ResourceId = study });
        await GiveAsync(Wish(mother, daughter, "support") with { HospitalId = hospital });
        var reach = await ReachAsync(await SessionOfAsync(daughter));
        Assert.Equal([daughter], reach.PatientsFor("film"));
        Assert.Equal([daughter], reach.PatientsFor("support"));
        Assert.Contains(new Grant(mother, "film", study), reach.Grants);
        Assert.Contains(new Grant(mother, "support", null, hospital), reach.Grants);
    }

    [Fact]
    public async Task A_revoked_grant_is_shut_with_the_next_request_and_stays_as_evidence()
    {
        var (mother, daughter) = (await PatientAsync(), await PatientAsync());
        var token = await SessionOfAsync(daughter);
        var id = await GiveAsync(Wish(mother, daughter, "film"));
        Assert.False(await Grants.RevokeAsync(daughter, id, Stop)); // Not hers to take back.
        Assert.Contains(mother, (await ReachAsync(token)).PatientsFor("film"));
        Assert.True(await Grants.RevokeAsync(mother, id, Stop));
        Assert.Equal([daughter], (await ReachAsync(token)).PatientsFor("film"));
        Assert.False(await Grants.RevokeAsync(mother, id, Stop));
        Assert.NotNull(Assert.Single(await Grants.ListAsync(mother, Stop)).RevokedAt);
        Assert.Empty(await Grants.ListAsync(daughter, Stop));
    }

    [Fact]
    public async Task A_grant_holds_from_its_first_moment_to_its_last()
    {
        await using var own = await BffApp.StartAsync();
        var (mother, daughter) = (await PatientAsync(own), await PatientAsync(own));
        var token = await SessionOfAsync(daughter, own);
        var now = own.Clock.GetUtcNow();
        var wish = Wish(mother, daughter, "film") with { ValidFrom = now.AddMinutes(10), ValidUntil = now.AddMinutes(20) };
        Assert.IsType<GrantResult.Given>(await own.Services.GetRequiredService<AccountsGrants>().GiveAsync(wish, Stop));
        Assert.Equal([daughter], (await ReachAsync(token, own)).PatientsFor("film"));
        own.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal([daughter, mother], (await ReachAsync(token, own)).PatientsFor("film"));
        own.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal([daughter], (await ReachAsync(token, own)).PatientsFor("film"));
    }

    [Fact]
    public async Task The_same_grant_is_given_once_and_anew_after_its_end()
    {
        var (mother, daughter) = (await PatientAsync(), await PatientAsync());
        var wish = Wish(mother, daughter, "film");
        var past = wish with { ValidFrom = wish.ValidFrom.AddDays(-2), ValidUntil = wish.ValidFrom.AddDays(-1) };
        await GiveAsync(past);
        await GiveAsync(wish);
        Assert.Equal(new GrantResult.Refused(GrantRefusal.AlreadyGiven), await Grants.GiveAsync(wish, Stop));
        Assert.Equal(2, (await Grants.ListAsync(mother, Stop)).Count);
    }

    [Fact]
    public async Task A_grant_that_makes_no_sense_is_refused()
    {
        var (mother, daughter) = (await PatientAsync(), await PatientAsync());
        var wish = Wish(mother, daughter, "film");
        foreach (var wrong in new[]
        {
            wish with { HolderId = mother }, wish with { ValidUntil = wish.ValidFrom }, wish with { PatientId = Guid.NewGuid() },
            wish with { Scope = "Film; drop" }, wish with { HospitalId = Guid.NewGuid() },
        })
            Assert.Equal(new GrantResult.Refused(GrantRefusal.Invalid), await Grants.GiveAsync(wrong, Stop));
        Assert.Empty(await Grants.ListAsync(mother, Stop));
    }

    private async Task<Guid> GiveAsync(NewGrant wish) => Assert.IsType<GrantResult.Given>(await Grants.GiveAsync(wish, Stop)).Id;

    private NewGrant Wish(Guid patient, Guid holder, string scope) => new()
    {
        HolderKind = GrantHolder.Patient,
        HolderId = holder,
        PatientId = patient,
        Scope = scope,
        ValidFrom = _app.Clock.GetUtcNow().AddMinutes(-1),
        ValidUntil = _app.Clock.GetUtcNow().AddDays(1),
        CreatedBy = "patient:" + patient,
    };

    private async Task<Guid> PatientAsync(BffApp? app = null)
    {
        var services = (app ?? _app).Services;
        var hospital = (await services.GetRequiredService<AccountsDirectory>().HospitalsAsync(Stop))[0].Id;
        return await services.GetRequiredService<AccountsRegistration>()
            .AddPatientAsync(hospital, new NewPatient("某某", null, null, null, null), Stop);
    }

    private async Task<string> SessionOfAsync(Guid patient, BffApp? app = null) =>
        (await (app ?? _app).Services.GetRequiredService<Sessions>().StartAsync(patient, null, "wechat", Stop)).Token;

    /// <summary>What a request with this session reaches; made anew for each, as authentication does.</summary>
    private async Task<Reach> ReachAsync(string token, BffApp? app = null) =>
        Reach.Of((await (app ?? _app).Services.GetRequiredService<Sessions>().FindAsync(token, Stop))!);
}
