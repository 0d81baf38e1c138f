using Bff.Accounts.Credentials;
using Bff.Accounts.Grants;
using Bff.Accounts.People;

namespace Bff.Accounts.Contract;

/// <summary>What other slices ask of this one: hospitals, open sessions, names and card numbers.</summary>
public sealed class AccountsDirectory
{
    private readonly PeopleStore _people;
    private readonly Sessions _sessions;
    private readonly GrantStore _grants;
    private readonly FieldCipher _cipher;

    internal AccountsDirectory(PeopleStore people, Sessions sessions, GrantStore grants, FieldCipher cipher) =>
        (_people, _sessions, _grants, _cipher) = (people, sessions, grants, cipher);

    /// <summary>Every hospital of the deployment, by code.</summary>
    public Task<List<Hospital>> HospitalsAsync(CancellationToken cancellationToken) =>
        _people.HospitalsAsync(Reach.OfSystem("accounts"), cancellationToken);

    /// <summary>
    /// Sessions of those of the callers, as they were when they connected, that may no longer act so: the session has ended, the account is
    /// disabled, or a role, the hospital or a grant is gone. What keeps a connection open asks twice a second.
    /// </summary>
    public async Task<HashSet<Guid>> EndedAmongAsync(IReadOnlyCollection<Caller> open, CancellationToken cancellationToken)
    {
        var ended = (await _sessions.EndedAmongAsync(open, cancellationToken)).ToHashSet();
        Caller.Patient[] granted = [.. open.OfType<Caller.Patient>().Where(patient => patient.Grants.Count > 0)];
        if (granted.Length == 0) return ended;
        var standing = (await _grants.StandingAsync([.. granted.Select(patient => patient.Id).Distinct()], cancellationToken)).ToHashSet();
        foreach (var patient in granted)
            if (!patient.Grants.All(grant => standing.Contains((patient.Id, grant)))) ended.Add(patient.SessionId);
        return ended;
    }

    /// <summary>Counts as use: a connection with someone at it.</summary>
    public Task TouchSessionsAsync(Guid[] ids, CancellationToken cancellationToken) => _sessions.TouchAsync(ids, cancellationToken);

    /// <summary>What a medical card number is found by, also in <c>accounts.v_patient_card</c>.</summary>
    /// <param name="mrn">The number at its hospital (DICOM PatientID, HL7 MRN).</param>
    public byte[] MrnIndex(string mrn) => PersonCipher.MrnIndex(_cipher, mrn);

    /// <summary>A row of <c>accounts.v_patient_name</c> for someone who only needs to recognise the person: 李**.</summary>
    /// <param name="nameEnc">Column <c>name_enc</c>.</param>
    /// <param name="patientId">Column <c>id</c>.</param>
    /// <param name="hospitalId">Column <c>hospital_id</c> of the view.</param>
    public string MaskedName(byte[] nameEnc, Guid patientId, Guid hospitalId) =>
        Masking.Name(_cipher.Decrypt(nameEnc, PersonCipher.Patient("name_enc", patientId, hospitalId)));
}
