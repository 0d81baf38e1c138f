namespace Bff.Accounts.Contract;

/// <summary>A hospital as callers see it.</summary>
/// <param name="Code">Stable code, <c>demo-east</c>.</param>
/// <param name="Name">Name in Chinese.</param>
public sealed record HospitalRef(string Code, string Name);

/// <summary>A hospital of the deployment.</summary>
/// <param name="Id">Its id in every table.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Name">Name in Chinese.</param>
public sealed record Hospital(Guid Id, string Code, string Name);
