namespace Chatbot;

/// <summary>The seam of the engine: a trained classifier, immutable and safe to use from many threads. Another library's model fits behind it.</summary>
public interface IIntentClassifier
{
    /// <summary>Names of the intents that can be answered, in ordinal order.</summary>
    IReadOnlyList<string> Intents { get; }

    /// <summary>Ranks the intents of one question.</summary>
    /// <param name="question">Whatever was typed: any length, any characters.</param>
    Prediction Classify(ReadOnlySpan<char> question);
}

/// <summary>What the bot may do with a prediction.</summary>
public enum Band
{
    /// <summary>Say that the question was not understood.</summary>
    Unknown,

    /// <summary>Ask "did you mean …" with up to three intents.</summary>
    DidYouMean,

    /// <summary>Answer.</summary>
    Answer,
}

/// <summary>An intent and how probable it is.</summary>
/// <param name="Intent">Its name.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct Candidate(string Intent, double Probability);

/// <summary>The outcome of one classification. A value: answering allocates nothing.</summary>
/// <param name="Band">What may be done with it.</param>
/// <param name="Confidence">Calibrated probability in [0,1] that <paramref name="First"/> is right, given that the question is one of the known kind; 1 only for a stored question, 0 when nothing was recognised.</param>
/// <param name="Familiarity">How much the question is like the training questions; compares questions with one another, has no unit.</param>
/// <param name="Exact">Whether the question is a stored one.</param>
/// <param name="Count">How many candidates there are, 0 to 3.</param>
/// <param name="First">The best candidate.</param>
/// <param name="Second">The next.</param>
/// <param name="Third">The third.</param>
public readonly record struct Prediction(
    Band Band, double Confidence, double Familiarity, bool Exact, int Count, Candidate First, Candidate Second, Candidate Third)
{
    /// <summary>Nothing in the text was recognised.</summary>
    public static Prediction Nothing => new(Band.Unknown, 0, double.MinValue, false, 0, default, default, default);
}
