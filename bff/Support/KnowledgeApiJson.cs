using System.Text.Json.Serialization;
using Bff.Support.Answering;
using Bff.Support.Knowledge;
using Bff.Support.Knowledge.Edit;
using Bff.Support.Knowledge.Publish;
using Bff.Support.Knowledge.Review;
using Bff.Support.Knowledge.Trial;
using Bff.Support.Knowledge.Unanswered;

namespace Bff.Support;

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Page<IntentRow>))]
[JsonSerializable(typeof(IntentBody))]
[JsonSerializable(typeof(KnowledgeIntent))]
[JsonSerializable(typeof(CheckBody))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(TryBody))]
[JsonSerializable(typeof(TryAnswer))]
[JsonSerializable(typeof(TrainAnswer))]
[JsonSerializable(typeof(EvaluateBody))]
[JsonSerializable(typeof(EvaluateAnswer))]
[JsonSerializable(typeof(PublishBody))]
[JsonSerializable(typeof(PublishAnswer))]
[JsonSerializable(typeof(ReviewBody))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(ReviewSetting))]
[JsonSerializable(typeof(ReviewState))]
[JsonSerializable(typeof(Page<VersionRow>))]
[JsonSerializable(typeof(VersionDiff))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(Page<UnansweredGroup>))]
[JsonSerializable(typeof(AcceptBody))]
[JsonSerializable(typeof(IReadOnlyList<ChangedAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeLink>))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<string>>))]
[JsonSerializable(typeof(IReadOnlyList<SlotWord>))]
[JsonSerializable(typeof(IReadOnlyList<Flow>))]
[JsonSerializable(typeof(IReadOnlyList<RegressionQuestion>))]
[JsonSerializable(typeof(IReadOnlyList<DangerWords>))]
[JsonSerializable(typeof(IReadOnlyList<TriedPhrase>))]
[JsonSerializable(typeof(Opening))]
internal sealed partial class KnowledgeApiJson : JsonSerializerContext;
