using System.Text.Json.Serialization;

using Bff.Accounts.Contract;

namespace Bff.Accounts;

/// <summary>Sign-in by a code of WeChat.</summary>
/// <param name="Code">The code, up to 256 characters, good for one try.</param>
internal sealed record CodeSignIn(string? Code);

/// <summary>Sign-in by a ticket of Suishenban.</summary>
/// <param name="Ticket">The ticket, up to 512 characters.</param>
/// <param name="Channel">Where it came from: `app`, `wechat` or `alipay`.</param>
internal sealed record SuishenbanSignIn(string? Ticket, string? Channel);

/// <summary>Sign-in of staff.</summary>
/// <param name="Username">User name, up to 100 characters.</param>
/// <param name="Password">Password, up to 200 characters.</param>
/// <param name="Otp">Six digits of the authenticator app, where one is set up.</param>
internal sealed record StaffSignIn(string? Username, string? Password, string? Otp);

/// <summary>A started session.</summary>
/// <param name="Token">Opaque bearer token, shown this once.</param>
/// <param name="ExpiresAt">When it ends at the latest; it ends earlier without use.</param>
/// <param name="Me">Who is signed in.</param>
internal sealed record SessionAnswer(string Token, DateTimeOffset ExpiresAt, Me Me);

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

/// <summary>A hospital system to register.</summary>
/// <param name="AppId">3 to 40 lower-case letters, digits or hyphens; unique.</param>
/// <param name="Name">2 to 100 characters.</param>
/// <param name="HospitalCodes">Hospitals it reaches; what it pushes belongs to the first.</param>
/// <param name="Networks">1 to 100 networks it may call from, `10.8.0.0/16`.</param>
internal sealed record NewIntegrator(string? AppId, string? Name, IReadOnlyList<string>? HospitalCodes, IReadOnlyList<string>? Networks);

/// <summary>Credentials of a new hospital system: shown this once.</summary>
/// <param name="Id">Id of the system.</param>
/// <param name="AppId">What it calls itself.</param>
/// <param name="Secret">Signs its requests.</param>
/// <param name="AppKey">Bearer key for `/dicomweb`.</param>
internal sealed record IntegratorCredentials(string Id, string AppId, string Secret, string AppKey);

/// <summary>A hospital system as staff see it.</summary>
/// <param name="Id">Id of the system.</param>
/// <param name="AppId">What it calls itself.</param>
/// <param name="Name">How people call it.</param>
/// <param name="Hospitals">Names of the hospitals it reaches.</param>
/// <param name="Networks">Networks it may call from.</param>
/// <param name="DisabledAt">When it was disabled; null while it may call.</param>
internal sealed record IntegratorRow(
    string Id, string AppId, string Name, IReadOnlyList<string> Hospitals, IReadOnlyList<string> Networks, DateTimeOffset? DisabledAt);

/// <summary>New networks of a hospital system.</summary>
/// <param name="Networks">1 to 100 networks, `10.8.0.0/16`.</param>
internal sealed record NetworkList(IReadOnlyList<string>? Networks);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(CodeSignIn))]
[JsonSerializable(typeof(SuishenbanSignIn))]
[JsonSerializable(typeof(StaffSignIn))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(NewIntegrator))]
[JsonSerializable(typeof(IntegratorCredentials))]
[JsonSerializable(typeof(Page<IntegratorRow>))]
[JsonSerializable(typeof(Page<HospitalRef>))]
[JsonSerializable(typeof(NetworkList))]
internal sealed partial class AccountsJson : JsonSerializerContext;
