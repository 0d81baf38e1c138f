namespace Chatbot.Model;

/// <summary>The knowledge base's own questions: one that is asked again in the same (normalised) words needs no guessing.</summary>
/// <param name="keys">Hashes of the normalised questions, ascending, without repeats.</param>
/// <param name="intents">The intent of each.</param>
internal sealed class StoredQuestions(ulong[] keys, int[] intents)
{
    public ulong[] Keys { get; } = keys;

    public int[] Intents { get; } = intents.Length == keys.Length
        ? intents
        : throw new ArgumentException("One intent for each question.", nameof(intents));

    /// <summary>The intent of a stored question, or -1.</summary>
    public int IntentOf(ulong key) => Array.BinarySearch(Keys, key) is >= 0 and var at ? Intents[at] : -1;
}
