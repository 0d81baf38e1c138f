using System.Xml;
using Wayfinding.Model;

namespace Wayfinding.Import.Reading;

/// <summary>XML from strangers: no DTD, no entities, nothing fetched.</summary>
internal static class SafeXml
{
    public static XmlReader Open(SourceFile file) => XmlReader.Create(
        new MemoryStream(file.Content.ToArray(), writable: false),
        new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreWhitespace = true,
            MaxCharactersFromEntities = 1024,
            CloseInput = true
        });

    public static UnusableFileException Unusable(SourceFile file, XmlException e) =>
        e.Message.Contains("DTD", StringComparison.Ordinal)
            ? new("xml.dtd", $"{file.Name} 含有 DTD（可能是实体炸弹），已拒绝。")
            : new("xml.damaged", $"{file.Name} 第 {e.LineNumber} 行起不是完整的 XML。");
}
