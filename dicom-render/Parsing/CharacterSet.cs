using System.Text;

namespace DicomRender.Parsing;

/// <summary>Specific Character Set (PS3.3 C.12.1.1.2, PS3.5 6.1): how the bytes of text become characters.</summary>
internal sealed class CharacterSet
{
    private readonly Encoding _encoding;

    private CharacterSet(Encoding encoding) => _encoding = encoding;

    public static CharacterSet Default { get; } = new(Encoding.Latin1);

    private static CharacterSet Utf8 { get; } = new(Encoding.UTF8);

    private static CharacterSet Gb18030 { get; } = new(CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!);

    public static CharacterSet? Parse(IReadOnlyList<string> terms) => terms switch
    {
        [] => null,
        ["ISO_IR 192", ..] => Utf8,
        ["GB18030" or "GBK", ..] => Gb18030,
        _ => Default,
    };

    public string Decode(ReadOnlySpan<byte> bytes, bool isPersonName) => _encoding.GetString(bytes);
}
