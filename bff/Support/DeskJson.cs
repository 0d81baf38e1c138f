using System.Text.Json.Serialization;
using Bff.Accounts.Contract;
using Bff.Support.Answering;
using Bff.Support.Desk;
using Bff.Support.Knowledge;
using Bff.Support.Knowledge.Trial;
using Bff.Support.Office;
using Bff.Support.Talk;

namespace Bff.Support;

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(DeskView))]
[JsonSerializable(typeof(AgentProfile))]
[JsonSerializable(typeof(AgentSettings))]
[JsonSerializable(typeof(Page<Chat>))]
[JsonSerializable(typeof(ChatDetail))]
[JsonSerializable(typeof(Page<AgentRow>))]
[JsonSerializable(typeof(Page<Suggestion>))]
internal sealed partial class DeskJson : JsonSerializerContext;
