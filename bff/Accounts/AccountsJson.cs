using System.Text.Json;
using System.Text.Json.Serialization;
using Bff.Accounts.Auditing;
using Bff.Accounts.Contract;
using Bff.Accounts.Credentials;
using Bff.Accounts.Integrators;
using Bff.Accounts.People;
using Bff.Accounts.SignIn;

namespace Bff.Accounts;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(CodeSignIn))]
[JsonSerializable(typeof(SuishenbanSignIn))]
[JsonSerializable(typeof(StaffSignIn))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(HubTicket))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(NewIntegrator))]
[JsonSerializable(typeof(RightList))]
[JsonSerializable(typeof(IntegratorCredentials))]
[JsonSerializable(typeof(Page<IntegratorRow>))]
[JsonSerializable(typeof(Page<HospitalRef>))]
[JsonSerializable(typeof(Page<AuditRow>))]
[JsonSerializable(typeof(NetworkList))]
internal sealed partial class AccountsJson : JsonSerializerContext;
