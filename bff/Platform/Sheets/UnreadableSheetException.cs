namespace Bff.Platform.Sheets;

/// <summary>A table that cannot be read on.</summary>
/// <param name="message">Why, in words for people, without the row.</param>
/// <param name="row">The row it is about, counted from 1, where it is about one.</param>
public sealed class UnreadableSheetException(string message, int? row = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The row it is about, counted from 1.</summary>
    public int? Row => row;

    /// <summary>The row and the reason as one sentence.</summary>
    public string Sentence => row is { } r ? $"第 {r} 行：{Message}" : Message;
}
