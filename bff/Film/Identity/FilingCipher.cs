using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bff.Film.Identity;

/// <summary>Column <c>film.filing.state</c>.</summary>
internal static class FilingState
{
    public const string Open = "open", Apart = "apart", Merge = "merge", Replace = "replace", Reject = "reject", Move = "move";
}

/// <summary>The personal column of <c>film.filing</c>, and what one patient's clash is found again by.</summary>
internal sealed class FilingCipher(FieldCipher cipher)
{
    private const string Table = "film.filing", Column = "identity_enc";

    /// <summary>The column, for the rotation of keys.</summary>
    public static EncryptedColumn EncryptedColumn { get; } = new(Table, Column, "id", "hospital_id");

    public byte[] Index(PatientIdentity identity) => cipher.BlindIndex(identity.Key, Table + ".identity");

    public byte[] Encrypt(PatientIdentity identity, Guid id, Guid hospitalId) =>
        cipher.Encrypt(JsonSerializer.Serialize(identity, IdentityJson.Default.PatientIdentity), new CipherContext(Table, Column, id, hospitalId));

    public PatientIdentity Decrypt(byte[] value, Guid id, Guid hospitalId) =>
        JsonSerializer.Deserialize(
            cipher.Decrypt(value, new CipherContext(Table, Column, id, hospitalId)), IdentityJson.Default.PatientIdentity)!;

    /// <summary>As it stands in <c>film.filing.differs</c> and in answers.</summary>
    public static string Word(IdentityPart part) => part switch
    {
        IdentityPart.PatientId => "patientId",
        IdentityPart.Issuer => "issuer",
        IdentityPart.Name => "name",
        IdentityPart.BirthDate => "birthDate",
        IdentityPart.Sex => "sex",
        IdentityPart.Unproven => "unproven",
    };
}

[JsonSerializable(typeof(PatientIdentity))]
internal sealed partial class IdentityJson : JsonSerializerContext;
