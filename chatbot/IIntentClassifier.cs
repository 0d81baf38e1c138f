namespace Chatbot;

/// <summary>
/// The seam of the engine: a trained classifier, immutable and safe to use from many threads. Another library's model fits behind it.
/// </summary>
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
public readonly record struct Prediction
{
    /// <summary>Nothing in the text was recognised.</summary>
    public static Prediction Nothing => new() { Band = Band.Unknown, Confidence = 0, Familiarity = double.MinValue };

    /// <summary>What may be done with it.</summary>
    public required Band Band { get; init; }

    /// <summary>
    /// Calibrated probability in [0,1] that <see cref="First"/> is right, given that the question is one of the known kind; 1 only for a
    /// stored
    /// question, 0 when nothing was recognised.
    /// </summary>
    public required double Confidence { get; init; }

    /// <summary>How much the question is like the training questions; compares questions with one another, has no unit.</summary>
    public required double Familiarity { get; init; }

    /// <summary>Whether the question is a stored one.</summary>
    public bool Exact { get; init; }

    /// <summary>How many candidates there are, 0 to 3.</summary>
    public int Count { get; init; }

    /// <summary>The best candidate.</summary>
    public Candidate First { get; init; }

    /// <summary>The next.</summary>
    public Candidate Second { get; init; }

    /// <summary>The third.</summary>
    public Candidate Third { get; init; }
}
