using Bff.Film.Identity;
using Npgsql;

namespace Bff.Film;

/// <summary>The personal columns of <c>film.study</c>, encrypted in the context of their row.</summary>
internal sealed class StudyCipher(FieldCipher cipher)
{
    private const string Table = "film.study";

    public const string PatientName = "patient_name_enc", Mrn = "mrn_enc", ReferringName = "referring_name_enc";

    /// <summary>The columns, for the rotation of keys.</summary>
    public static IEnumerable<EncryptedColumn> Columns =>
        new[] { PatientName, Mrn, ReferringName }.Select(column => new EncryptedColumn(Table, column, "id", "hospital_id"));

    public byte[]? Encrypt(string? value, string column, Guid studyId, Guid hospitalId) =>
        value is null ? null : cipher.Encrypt(value, ContextOf(column, studyId, hospitalId));

    public string? Decrypt(byte[]? value, string column, Guid studyId, Guid hospitalId) =>
        value is null ? null : cipher.Decrypt(value, ContextOf(column, studyId, hospitalId));

    /// <summary>Whose a study is, from a row that has its columns.</summary>
    public PatientIdentity ReadIdentity(NpgsqlDataReader r, Guid studyId, Guid hospitalId) => new()
    {
        PatientId = Decrypt(r.BytesOrNull(Mrn), Mrn, studyId, hospitalId),
        Issuer = r.TextOrNull("issuer"),
        Name = Decrypt(r.BytesOrNull(PatientName), PatientName, studyId, hospitalId),
        BirthDate = r.ValueOrNull<DateOnly>("patient_birth_date"),
        Sex = r.TextOrNull("patient_sex"),
    };

    private static CipherContext ContextOf(string column, Guid studyId, Guid hospitalId) =>
        new(Table, column, studyId, hospitalId);
}
