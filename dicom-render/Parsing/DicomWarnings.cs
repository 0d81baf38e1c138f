namespace DicomRender.Parsing;

/// <summary>What was wrong but could be passed over, the first hundred of it.</summary>
internal sealed class DicomWarnings
{
    private const int Most = 100;
    private readonly List<string> _messages = [];

    public IReadOnlyList<string> Messages => _messages;

    public void Add(string message)
    {
        if (_messages.Count < Most && !_messages.Contains(message)) _messages.Add(message);
    }
}
