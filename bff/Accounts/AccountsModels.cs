using System.Text.Json.Serialization;

using Bff.Accounts.Contract;

namespace Bff.Accounts;

/// <summary>Body of <c>POST /api/session/wechat</c> and <c>/miniprogram</c>.</summary>
internal sealed record CodeSignIn(string? Code);

/// <summary>Body of <c>POST /api/session/suishenban</c>; the channel is app, wechat or alipay.</summary>
internal sealed record SuishenbanSignIn(string? Ticket, string? Channel);

/// <summary>Body of <c>POST /api/session/staff</c>.</summary>
internal sealed record StaffSignIn(string? Username, string? Password, string? Otp);

/// <summary>A started session. The token is shown once.</summary>
internal sealed record SessionAnswer(string Token, DateTimeOffset ExpiresAt, Me Me);

/// <summary>Who is signed in.</summary>
internal sealed record Me(string Kind, string Id, string Name, IReadOnlyList<string> Roles, HospitalRef? Hospital, IReadOnlyList<Card> Cards);

/// <summary>A medical card, its number masked.</summary>
internal sealed record Card(string Id, HospitalRef Hospital, string NumberMasked);

/// <summary>Body of <c>POST /api/staff/film/integrators</c>.</summary>
internal sealed record NewIntegrator(string? AppId, string? Name, IReadOnlyList<string>? HospitalCodes, IReadOnlyList<string>? Networks);

/// <summary>A new integrator's credentials: shown once.</summary>
internal sealed record IntegratorCredentials(string Id, string AppId, string Secret, string AppKey);

/// <summary>An integrator as staff see it.</summary>
internal sealed record IntegratorRow(string Id, string AppId, string Name, IReadOnlyList<string> Hospitals, IReadOnlyList<string> Networks, DateTimeOffset? DisabledAt);

/// <summary>Body of <c>PUT /api/staff/film/integrators/{id}/networks</c>.</summary>
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
