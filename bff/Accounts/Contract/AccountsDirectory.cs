using Bff.Accounts.Credentials;
using Bff.Accounts.People;

namespace Bff.Accounts.Contract;

/// <summary>What other slices ask of this one: hospitals, open sessions, names and card numbers.</summary>
public sealed class AccountsDirectory
{
    private readonly PeopleStore _people;
    private readonly Sessions _sessions;
    private readonly FieldCipher _cipher;

    internal AccountsDirectory(PeopleStore people, Sessions sessions, FieldCipher cipher) =>
        (_people, _sessions, _cipher) = (people, sessions, cipher);

    /// <summary>Every hospital of the deployment, by code.</summary>
    public Task<List<Hospital>> HospitalsAsync(CancellationToken cancellationToken) =>
        _people.HospitalsAsync(Reach.OfSystem("accounts"), cancellationToken);

    /// <summary>Those of the sessions that may no longer act; what keeps a connection open asks every second.</summary>
    public Task<List<Guid>> EndedSessionsAmongAsync(Guid[] ids, CancellationToken cancellationToken) =>
        _sessions.EndedAmongAsync(ids, cancellationToken);

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
