namespace DicomRender;

/// <summary>Bytes that cannot be read, decoded or rendered as DICOM asks. Always about the input, never a bug of ours.</summary>
/// <param name="code">Stable machine code, snake_case, such as <c>truncated</c> or <c>codec_missing</c>.</param>
/// <param name="message">What is wrong and where (tag, byte offset), without any patient's data.</param>
/// <param name="innerException">The cause, when another library found it.</param>
public sealed class DicomException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Stable machine code, snake_case.</summary>
    public string Code { get; } = code;
}
