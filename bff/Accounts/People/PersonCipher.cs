namespace Bff.Accounts.People;

/// <summary>How what is known of a person is sealed and found again.</summary>
internal static class PersonCipher
{
    /// <summary>Where a column of <c>accounts.patient</c> is sealed.</summary>
    public static CipherContext Patient(string column, Guid patientId, Guid hospitalId) => new("accounts.patient", column, patientId, hospitalId);

    /// <summary>Where the number of a card is sealed.</summary>
    public static CipherContext CardNumber(Guid cardId, Guid hospitalId) => new("accounts.card", "mrn_enc", cardId, hospitalId);

    /// <summary>What a card's number is found by at its hospital.</summary>
    public static byte[] MrnIndex(FieldCipher cipher, string mrn) => cipher.BlindIndex(mrn, "accounts.card.mrn");

    /// <summary>What a person's id number or phone is found by.</summary>
    /// <param name="column"><c>id_no</c> or <c>phone</c>.</param>
    public static byte[]? PatientIndex(FieldCipher cipher, string? value, string column) =>
        value is null ? null : cipher.BlindIndex(value, "accounts.patient." + column);
}
