using System.Text.Json.Serialization;
using Bff.Accounts.Contract;
using Bff.Support.Answering;
using Bff.Support.Desk;
using Bff.Support.Knowledge;
using Bff.Support.Office;
using Bff.Support.Talk;

namespace Bff.Support;

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(NewConversation))]
[JsonSerializable(typeof(OpenedConversation))]
[JsonSerializable(typeof(ConversationView))]
[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(NewRating))]
[JsonSerializable(typeof(NewHandoff))]
[JsonSerializable(typeof(HandoffAnswer))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(NewCallback))]
[JsonSerializable(typeof(BotContext))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(ServiceHours))]
[JsonSerializable(typeof(Guid?))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeAnswer>))]
internal sealed partial class TalkJson : JsonSerializerContext;
