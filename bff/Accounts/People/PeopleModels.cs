using Bff.Accounts.Contract;

namespace Bff.Accounts.People;

/// <summary>Who is signed in.</summary>
/// <param name="Kind">`patient` or `staff`.</param>
/// <param name="Id">Id of the person.</param>
/// <param name="Name">Full name, for the person himself.</param>
/// <param name="Roles">Roles of staff; empty for patients.</param>
/// <param name="Hospital">The hospital of staff; null for city-wide staff and patients.</param>
/// <param name="Cards">Medical cards of a patient.</param>
internal sealed record Me(string Kind, string Id, string Name, IReadOnlyList<string> Roles, HospitalRef? Hospital,
    IReadOnlyList<Card> Cards);

/// <summary>A medical card.</summary>
/// <param name="Id">Id of the card.</param>
/// <param name="Hospital">Whose card it is.</param>
/// <param name="NumberMasked">The last four characters of its number, `****0023`.</param>
internal sealed record Card(string Id, HospitalRef Hospital, string NumberMasked);
