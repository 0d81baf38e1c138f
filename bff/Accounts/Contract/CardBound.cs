using System.Text.Json.Serialization;

namespace Bff.Accounts.Contract;

/// <summary>
/// A medical card was bound: what came earlier under its number belongs to the person now. Told through the outbox in the transaction that
/// binds it, topic <see cref="Topic"/>, key <c>card:&lt;id&gt;</c>; handled at least once.
/// </summary>
/// <param name="HospitalId">Whose card it is.</param>
/// <param name="PatientId">The person.</param>
/// <param name="MrnIndex">What the number is found by, as in <c>accounts.v_patient_card</c>.</param>
public sealed record CardBound(Guid HospitalId, Guid PatientId, byte[] MrnIndex)
{
    /// <summary>Topic in the outbox.</summary>
    public const string Topic = "accounts.cardbound";
}

/// <summary>Reads and writes the messages of this slice.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CardBound))]
public sealed partial class AccountsMessages : JsonSerializerContext;
