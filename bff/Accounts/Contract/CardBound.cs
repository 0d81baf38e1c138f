namespace Bff.Accounts.Contract;

/// <summary>
/// Payload of the outbox topic <see cref="Topic"/>: a patient's medical card became known, written in the transaction that binds it under the key
/// <c>card:&lt;id&gt;</c>. JSON with camel-case names.
/// </summary>
/// <param name="HospitalId">The hospital that gave the card.</param>
/// <param name="PatientId">Whose it is.</param>
/// <param name="MrnIndex">What the card's number is found by; see <see cref="AccountsDirectory.MrnIndex"/>. Base64 in JSON.</param>
public sealed record CardBound(Guid HospitalId, Guid PatientId, byte[] MrnIndex)
{
    /// <summary>The outbox topic.</summary>
    public const string Topic = "accounts.card_bound";
}
