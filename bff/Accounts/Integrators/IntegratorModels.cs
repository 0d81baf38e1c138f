namespace Bff.Accounts.Integrators;

/// <summary>A hospital system to register.</summary>
/// <param name="AppId">3 to 40 lower-case letters, digits or hyphens; unique.</param>
/// <param name="Name">2 to 100 characters.</param>
/// <param name="HospitalCodes">Hospitals it reaches; what it pushes belongs to the first.</param>
/// <param name="Networks">1 to 100 networks it may call from, `10.8.0.0/16`.</param>
internal sealed record NewIntegrator(string? AppId, string? Name, IReadOnlyList<string>? HospitalCodes, IReadOnlyList<string>? Networks);

/// <summary>Credentials of a new hospital system: shown this once.</summary>
/// <param name="Id">Id of the system.</param>
/// <param name="AppId">What it calls itself.</param>
/// <param name="Secret">Signs its requests.</param>
/// <param name="AppKey">Bearer key for `/dicomweb`.</param>
internal sealed record IntegratorCredentials(string Id, string AppId, string Secret, string AppKey);

/// <summary>A hospital system as staff see it.</summary>
/// <param name="Id">Id of the system.</param>
/// <param name="AppId">What it calls itself.</param>
/// <param name="Name">How people call it.</param>
/// <param name="Hospitals">Names of the hospitals it reaches.</param>
/// <param name="Networks">Networks it may call from.</param>
/// <param name="DisabledAt">When it was disabled; null while it may call.</param>
/// <param name="Rights">What it may do beyond storing and reading: `film.withdraw`.</param>
internal sealed record IntegratorRow(
    string Id, string AppId, string Name, IReadOnlyList<string> Hospitals, IReadOnlyList<string> Networks, DateTimeOffset? DisabledAt,
    IReadOnlyList<string> Rights);

/// <summary>New rights of a hospital system.</summary>
/// <param name="Rights">Of `film.withdraw` (take back films of its hospitals); none: it stores and reads.</param>
internal sealed record RightList(IReadOnlyList<string>? Rights);

/// <summary>New networks of a hospital system.</summary>
/// <param name="Networks">1 to 100 networks, `10.8.0.0/16`.</param>
internal sealed record NetworkList(IReadOnlyList<string>? Networks);

/// <summary>Why nothing was done to a hospital system.</summary>
internal enum IntegratorRefusal
{
    AppIdTaken,

    /// <summary>A hospital is not there, or not within the administrator's reach.</summary>
    HospitalUnknown,

    /// <summary>The system is not there, or not within the administrator's reach.</summary>
    Unknown,
}

/// <summary>What became of a registration.</summary>
internal abstract record IntegratorResult
{
    private IntegratorResult()
    {
    }

    public sealed record Created(IntegratorCredentials Credentials) : IntegratorResult;

    /// <param name="Fields">Wrong fields, at least one, each with what is wrong.</param>
    public sealed record Invalid(IReadOnlyList<(string Field, string Message)> Fields) : IntegratorResult;

    public sealed record Refused(IntegratorRefusal Reason) : IntegratorResult;
}
