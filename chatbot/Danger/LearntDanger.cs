namespace Chatbot.Danger;

/// <summary>A linear detector: how likely a part of a message is danger of one kind.</summary>
/// <param name="weights">By feature.</param>
/// <param name="emergencyBias">Of a text without features.</param>
/// <param name="selfHarmBias">Of a text without features.</param>
internal sealed class LearntDanger(
    IReadOnlyDictionary<ulong, (float Emergency, float SelfHarm)> weights, float emergencyBias, float selfHarmBias)
{
    private static readonly Lazy<LearntDanger> Trained = new(DangerTrainer.Train);

    /// <summary>The one that is trained from the built-in examples, in about a second when it is first asked for.</summary>
    public static LearntDanger BuiltIn => Trained.Value;

    public int Count => weights.Count;

    /// <summary>Probabilities in [0,1] of emergency and self-harm.</summary>
    public (double Emergency, double SelfHarm) Judge(DangerFeatures features)
    {
        var (emergency, selfHarm) = (emergencyBias, selfHarmBias);
        foreach (var (key, value) in features.Values)
        {
            if (!weights.TryGetValue(key, out var weight)) continue;
            emergency += weight.Emergency * value;
            selfHarm += weight.SelfHarm * value;
        }
        return (1 / (1 + Math.Exp(-emergency)), 1 / (1 + Math.Exp(-selfHarm)));
    }
}
