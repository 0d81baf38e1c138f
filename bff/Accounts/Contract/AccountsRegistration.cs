using Bff.Accounts.Integrators;
using Bff.Accounts.People;
using Bff.Accounts.SignIn;

namespace Bff.Accounts.Contract;

/// <summary>A new person, as registration knows them. Everything but the name may be unknown.</summary>
/// <param name="Name">Full name.</param>
/// <param name="IdNo">Number of the identity card.</param>
/// <param name="Phone">Mobile phone.</param>
/// <param name="Sex"><c>M</c>, <c>F</c> or <c>O</c>.</param>
/// <param name="BirthDate">Day of birth.</param>
public sealed record NewPatient(string Name, string? IdNo, string? Phone, string? Sex, DateOnly? BirthDate);

/// <summary>Who a person is at a platform outside. The same subject of another provider or app is another person.</summary>
/// <param name="Provider"><c>wechat</c>, <c>miniprogram</c> or <c>suishenban</c>.</param>
/// <param name="AppId">Our account at the platform.</param>
/// <param name="Subject">What the platform calls the person (openid).</param>
/// <param name="Union">Who the person is in all of our accounts of one subject; null where the platform does not say.</param>
public sealed record OutsideIdentity(string Provider, string AppId, string Subject, UnionIdentity? Union = null);

/// <summary>A person in several of our accounts at a platform (WeChat's unionid).</summary>
/// <param name="Scope">Whose accounts: the same id of another subject is another person. May be empty.</param>
/// <param name="Id">The person.</param>
public sealed record UnionIdentity(string Scope, string Id);

/// <summary>A new staff account.</summary>
/// <param name="Username">Unique, up to 100 characters.</param>
/// <param name="Password">Kept as a hash.</param>
/// <param name="DisplayName">How patients and colleagues see the person.</param>
/// <param name="Roles">One or more of the roles the database knows.</param>
/// <param name="HospitalId">Null: city-wide.</param>
public sealed record NewStaff(string Username, string Password, string DisplayName, string[] Roles, Guid? HospitalId);

/// <summary>A new hospital system.</summary>
/// <param name="AppId">Unique: 3 to 40 lower-case letters, digits or hyphens.</param>
/// <param name="Name">How people call it.</param>
/// <param name="HospitalCodes">What it reaches; what it pushes belongs to the first.</param>
/// <param name="Networks">Where it may call from.</param>
/// <param name="FixedSecret">Secret and app key of the sandbox; null: random ones.</param>
public sealed record NewApp(string AppId, string Name, string[] HospitalCodes, System.Net.IPNetwork[] Networks, string? FixedSecret = null)
{
    /// <summary>What it may do beyond storing and reading; rights that the database knows.</summary>
    public string[] Rights { get; init; } = [];
}

/// <summary>Makes hospitals, people, cards, staff and hospital systems. Every call may be repeated: what is there stays as it is.</summary>
public sealed class AccountsRegistration
{
    private readonly PeopleStore _people;
    private readonly SignInStore _accounts;
    private readonly IntegratorStore _apps;

    internal AccountsRegistration(PeopleStore people, SignInStore accounts, IntegratorStore apps) =>
        (_people, _accounts, _apps) = (people, accounts, apps);

    /// <summary>Adds a hospital to the deployment.</summary>
    /// <param name="code">2 to 32 lower-case letters, digits or hyphens.</param>
    /// <param name="name">Name in Chinese, 2 to 100 characters.</param>
    public Task AddHospitalAsync(string code, string name, CancellationToken cancellationToken) =>
        _people.AddHospitalAsync(code, name, cancellationToken);

    /// <summary>The person behind an identity, or null when it is bound to none.</summary>
    public Task<Guid?> FindPatientAsync(OutsideIdentity identity, CancellationToken cancellationToken) =>
        _accounts.FindPatientAsync(identity, cancellationToken);

    /// <summary>Registers a person; the one already known by this id number is kept.</summary>
    /// <returns>The person's id.</returns>
    public Task<Guid> AddPatientAsync(Guid hospitalId, NewPatient person, CancellationToken cancellationToken) =>
        _people.AddPatientAsync(hospitalId, person, cancellationToken);

    /// <summary>Binds an identity to a person; one already bound stays where it is.</summary>
    public Task AddIdentityAsync(OutsideIdentity identity, Guid patientId, CancellationToken cancellationToken) =>
        _people.AddIdentityAsync(identity, patientId, cancellationToken);

    /// <summary>Binds a medical card and tells the other slices (<see cref="CardBound"/>); one already bound stays where it is.</summary>
    /// <param name="mrn">The card's number at its hospital.</param>
    public Task AddCardAsync(Guid hospitalId, Guid patientId, string mrn, CancellationToken cancellationToken) =>
        _people.AddCardAsync(hospitalId, patientId, mrn, cancellationToken);

    /// <summary>Adds a staff account; one of that name stays as it is, its password too.</summary>
    public Task AddStaffAsync(NewStaff staff, CancellationToken cancellationToken) => _accounts.AddStaffAsync(staff, cancellationToken);

    /// <summary>Registers a hospital system; false when the app id is taken or a hospital is unknown.</summary>
    public async Task<bool> AddAppAsync(NewApp app, CancellationToken cancellationToken) =>
        await _apps.CreateAsync(app, cancellationToken) is IntegratorResult.Created;
}
