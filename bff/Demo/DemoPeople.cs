using Bff.Accounts.Contract;

namespace Bff.Demo;

/// <summary>The sandbox's hospitals, people, staff and hospital system.</summary>
internal sealed class DemoPeople(AccountsRegistration accounts, AccountsDirectory directory, IConfiguration configuration)
{
    private static readonly System.Net.IPNetwork[] AnyPrivateNetwork =
        [.. new[] { "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16" }.Select(System.Net.IPNetwork.Parse)];

    /// <summary>Registers who is missing.</summary>
    /// <returns>The first hospital.</returns>
    public async Task<Guid> LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var (code, name) in DemoData.Hospitals) await accounts.AddHospitalAsync(code, name, cancellationToken);
        var hospitals = (await directory.HospitalsAsync(cancellationToken)).ToDictionary(h => h.Code, h => h.Id);
        foreach (var person in DemoData.Patients.Concat(DemoData.LoadPatients(configuration.GetValue("Demo:LoadPatients", 0))))
        {
            if (await accounts.FindPatientAsync(Identity("wechat", person), cancellationToken) is not null) continue;
            var id = await accounts.AddPatientAsync(
                hospitals[person.Cards[0].Hospital], new NewPatient(person.Name, person.IdNo, person.Phone, person.Sex, person.BirthDate),
                    cancellationToken);
            foreach (var (hospital, mrn) in person.Cards) await accounts.AddCardAsync(hospitals[hospital], id, mrn, cancellationToken);
            foreach (var provider in new[] { "miniprogram", "suishenban", "wechat" })
                await accounts.AddIdentityAsync(Identity(provider, person), id, cancellationToken);
        }
        foreach (var (username, password, name, roles, _) in DemoData.Staff)
            await accounts.AddStaffAsync(new NewStaff(username, password, name, roles, HospitalId: null), cancellationToken);
        string[] everyHospital = [.. DemoData.Hospitals.Select(h => h.Code)];
        await accounts.AddAppAsync(
            new NewApp(DemoData.IntegratorAppId, "演示 PACS", everyHospital, AnyPrivateNetwork, DemoData.IntegratorSecret)
            {
                Rights = ["film.withdraw"],
            },
            cancellationToken);
        return hospitals[DemoData.Hospitals[0].Code];
    }

    private static OutsideIdentity Identity(string provider, DemoPatient person) => new(provider, DemoData.PlatformAppId, person.Code);
}
