namespace DicomRender.Parsing;

/// <summary>What was wrong but could be passed over, the first hundred of it.</summary>
internal sealed class DicomWarnings
{
    private const int Most = 100;
    private readonly List<string> _messages = [];

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_messages) return [.. _messages];
        }
    }

    /// <summary>The file ends before its own structure says so.</summary>
    public bool IsTruncated { get; private set; }

    /// <param name="message">What is wrong and where; no patient's data.</param>
    /// <param name="isTruncation">It is so because the file ends.</param>
    public void Add(string message, bool isTruncation = false)
    {
        IsTruncated |= isTruncation;
        lock (_messages)
        {
            if (_messages.Count < Most && !_messages.Contains(message)) _messages.Add(message);
        }
    }
}
