using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace DicomRender.Datasets;

/// <summary>The DICOM JSON model (PS3.18 annex F).</summary>
public static class DicomJson
{
    /// <summary>Larger binary values become links, smaller ones stand inline in base 64.</summary>
    private const int LargestInline = 1024;

    /// <summary>Writes one data set as a JSON object.</summary>
    /// <param name="writer">Receives the object.</param>
    /// <param name="dataset">Group lengths are left out, text is turned into UTF-8 and (0008,0005) says so.</param>
    /// <param name="bulkDataBase">Address under which bulk values are found; the tag in hexadecimal is added behind a slash, below
    /// sequences
    /// behind <c>tag/item</c> counted from 1. Null leaves their values out.</param>
    /// <param name="instead">Values that are written instead of the data set's own: what its frames are once they are decoded.</param>
    public static void Write(
        Utf8JsonWriter writer, DicomDataset dataset, string? bulkDataBase, IReadOnlyDictionary<DicomTag, DicomElement>? instead = null)
    {
        writer.WriteStartObject();
        foreach (var own in dataset.Elements)
        {
            if (own.Tag.IsGroupLength) continue;
            var element = instead?.GetValueOrDefault(own.Tag) ?? own;
            writer.WriteStartObject(element.Tag.ToHex());
            writer.WriteString("vr"u8, element.Vr.ToString());
            if (element == own) WriteValue(writer, dataset, element, bulkDataBase);
            else WriteValue(writer, new DicomDataset([element]), element, bulkDataBase);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    /// <summary>
    /// The element a link stands for: what <see cref="Write"/> added to the address, without its first slash. Null when there is none.
    /// </summary>
    public static DicomElement? Find(DicomDataset dataset, string path)
    {
        var parts = path.Split('/');
        for (var i = 0; ; i += 2)
        {
            if (!uint.TryParse(parts[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var tag)) return null;
            var element = dataset.Find(new((ushort)(tag >> 16), (ushort)tag));
            if (element is null || i == parts.Length - 1) return element;
            if (i + 2 >= parts.Length || !int.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var item))
                return null;
            if (item < 1 || item > element.Items.Count) return null;
            dataset = element.Items[item - 1];
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, DicomDataset dataset, DicomElement element, string? bulkDataBase)
    {
        if (element.Vr == Vr.SQ) WriteItems(writer, element, bulkDataBase);
        else if (element.Tag == DicomTags.SpecificCharacterSet) WriteTexts(writer, ["ISO_IR 192"]);
        else if (element.IsBulk || (VrRules.IsBytes(element.Vr) && element.Length > LargestInline))
            WriteLink(writer, element, bulkDataBase);
        else if (element.Length == 0) return;
        else if (VrRules.IsBytes(element.Vr)) writer.WriteBase64String("InlineBinary"u8, element.GetBytes().Span);
        else if (element.Vr == Vr.PN) WriteNames(writer, dataset.GetStrings(element.Tag));
        else if (element.Vr is Vr.DS or Vr.IS) WriteNumberTexts(writer, dataset.GetStrings(element.Tag), element);
        else if (VrRules.IsText(element.Vr) || element.Vr == Vr.AT) WriteTexts(writer, dataset.GetStrings(element.Tag));
        else WriteNumbers(writer, element);
    }

    private static void WriteItems(Utf8JsonWriter writer, DicomElement element, string? bulkDataBase)
    {
        if (element.Items.Count == 0) return;
        writer.WriteStartArray("Value"u8);
        for (var i = 0; i < element.Items.Count; i++)
            Write(writer, element.Items[i], bulkDataBase is null ? null : $"{bulkDataBase}/{element.Tag.ToHex()}/{i + 1}");
        writer.WriteEndArray();
    }

    private static void WriteLink(Utf8JsonWriter writer, DicomElement element, string? bulkDataBase)
    {
        if (bulkDataBase is not null) writer.WriteString("BulkDataURI"u8, $"{bulkDataBase}/{element.Tag.ToHex()}");
    }

    /// <summary>F.2.5: an empty value among others is null.</summary>
    private static void WriteTexts(Utf8JsonWriter writer, IReadOnlyList<string> values)
    {
        if (values.All(string.IsNullOrEmpty)) return;
        writer.WriteStartArray("Value"u8);
        foreach (var value in values)
        {
            if (value.Length == 0) writer.WriteNullValue();
            else writer.WriteStringValue(value);
        }
        writer.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter writer, IReadOnlyList<string> values)
    {
        // A value of nothing but separators counts as empty (PS3.5 6.2.1.1).
        var names = values.Select(value => PersonName.Parse(value)).ToList();
        if (names.All(IsEmpty)) return;
        writer.WriteStartArray("Value"u8);
        foreach (var name in names)
        {
            if (IsEmpty(name))
            {
                writer.WriteNullValue();
                continue;
            }
            writer.WriteStartObject();
            if (name.Alphabetic.Length > 0) writer.WriteString("Alphabetic"u8, name.Alphabetic);
            if (name.Ideographic.Length > 0) writer.WriteString("Ideographic"u8, name.Ideographic);
            if (name.Phonetic.Length > 0) writer.WriteString("Phonetic"u8, name.Phonetic);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static bool IsEmpty(PersonName name) => name is { Alphabetic: "", Ideographic: "", Phonetic: "" };

    /// <summary>Decimal and integer strings are JSON numbers; what is no number stays text, which F.2.3.1 allows.</summary>
    private static void WriteNumberTexts(Utf8JsonWriter writer, IReadOnlyList<string> values, DicomElement element)
    {
        if (values.All(string.IsNullOrEmpty)) return;
        writer.WriteStartArray("Value"u8);
        foreach (var value in values)
        {
            if (value.Length == 0) writer.WriteNullValue();
            else if (element.Vr == Vr.IS && long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole))
                writer.WriteNumberValue(whole);
            else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                writer.WriteNumberValue(number);
            else writer.WriteStringValue(value);
        }
        writer.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, DicomElement element)
    {
        writer.WriteStartArray("Value"u8);
        var bytes = element.GetBytes().Span;
        var unit = VrRules.UnitSize(element.Vr);
        for (; bytes.Length >= unit; bytes = bytes[unit..]) WriteNumber(writer, element.Vr, bytes);
        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, Vr vr, ReadOnlySpan<byte> bytes)
    {
        if (vr == Vr.FL && BinaryPrimitives.ReadSingleLittleEndian(bytes) is var single && float.IsFinite(single))
            writer.WriteNumberValue(single);
        else if (vr == Vr.FD && BinaryPrimitives.ReadDoubleLittleEndian(bytes) is var number && double.IsFinite(number))
            writer.WriteNumberValue(number);
        else if (vr is Vr.FL or Vr.FD) writer.WriteNullValue();
        else if (vr == Vr.UV) writer.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        else if (vr == Vr.SV) writer.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(bytes));
        else writer.WriteNumberValue((long)DicomValues.Number(vr, bytes));
    }
}
