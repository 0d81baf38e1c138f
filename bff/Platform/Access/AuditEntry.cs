namespace Bff.Platform.Access;

/// <summary>One access or one refusal.</summary>
/// <param name="Action">What was done: <c>film.rendered</c>, <c>session.start</c> …</param>
/// <param name="Subject">On what: <c>study:…</c>, <c>link:…</c>. Ids only.</param>
/// <param name="Refused">Whether it was refused; the action then names the reason.</param>
/// <param name="HospitalId">Whose record it is.</param>
/// <param name="PatientId">Whose data it is, when known.</param>
public sealed record AuditEntry(string Action, string Subject, bool Refused = false, Guid? HospitalId = null, Guid? PatientId = null);

/// <summary>The audit table cannot be written; what asked for it is not answered.</summary>
public sealed class AuditUnavailableException(Exception inner) : Exception("The audit table cannot be written.", inner);
