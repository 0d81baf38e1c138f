namespace Bff.Platform.Access;

/// <summary>Something a person may reach of a patient: himself, or by a row of <c>accounts.grant</c>.</summary>
/// <param name="PatientId">Whose data.</param>
/// <param name="Scope">Which part of them, such as <c>film</c>; null: all of them (the patient himself).</param>
/// <param name="ResourceId">One resource only, such as a study; null: every one of the scope.</param>
/// <param name="HospitalId">At one hospital only; null: at every one.</param>
public sealed record Grant(Guid PatientId, string? Scope = null, Guid? ResourceId = null, Guid? HospitalId = null);

/// <summary>
/// Who acts and what that lets him reach; made once by authentication, passed to every store and decided in the WHERE. Whoever is not named
/// reaches nothing: a patient has no hospitals, a member of staff no patients of his own, so a query made for one denies the other.
/// </summary>
public sealed record Reach
{
    /// <summary>Reaches nothing.</summary>
    public static readonly Reach Nothing = new() { Actor = new Caller.Anonymous() };

    /// <summary>Who acts.</summary>
    public required Caller Actor { get; init; }

    /// <summary>
    /// All records of these hospitals; null: of every hospital (city-wide staff). For SQL: <c>($1::uuid[] is null or hospital_id =
    /// any($1))</c>.
    /// </summary>
    public Guid[]? Hospitals { get; init; } = [];

    /// <summary>Patients and what of theirs.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>The one study of a film link.</summary>
    public Guid? Study { get; init; }

    /// <summary>
    /// The patients whose data of a scope may all be reached, at every hospital: the caller himself, and who granted it to him.
    /// </summary>
    public Guid[] PatientsFor(string scope) =>
        [.. Grants.Where(g => (g.Scope is null || g.Scope == scope) && g.ResourceId is null && g.HospitalId is null)
            .Select(g => g.PatientId)];

    /// <summary>Whether records of a hospital are reached.</summary>
    public bool Includes(Guid hospitalId) => Hospitals is null || Array.IndexOf(Hospitals, hospitalId) >= 0;

    /// <summary>What the caller of a request reaches.</summary>
    public static Reach Of(HttpContext http) => Of(Caller.Of(http));

    /// <summary>What a caller reaches.</summary>
    public static Reach Of(Caller caller) => caller switch
    {
        Caller.Patient patient => new Reach { Actor = caller, Grants = [new Grant(patient.Id), .. patient.Grants] },
        Caller.Staff staff => new Reach { Actor = caller, Hospitals = staff.HospitalId is { } hospital ? [hospital] : null },
        Caller.Integrator app => new Reach { Actor = caller, Hospitals = app.HospitalIds },
        Caller.Link link => new Reach { Actor = caller, Study = link.StudyId },
        _ => Nothing,
    };

    /// <summary>What the product itself does without a person: every hospital.</summary>
    /// <param name="name">Which part of the product, for the audit.</param>
    public static Reach OfSystem(string name) => new() { Actor = new Caller.System(name), Hospitals = null };
}
