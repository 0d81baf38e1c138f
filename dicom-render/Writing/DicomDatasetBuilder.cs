using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DicomRender.CharacterSets;
using DicomRender.Datasets;

namespace DicomRender.Writing;

/// <summary>Puts a data set together, element by element in any order. The VR comes from the standard's dictionary.</summary>
public sealed class DicomDatasetBuilder
{
    private readonly SortedDictionary<DicomTag, DicomElement> _elements = [];
    private readonly Encoding _encoding;
    private bool _signedPixels;

    /// <param name="characterSet">Defined term for all text: <c>ISO_IR 192</c> (UTF-8) or <c>GB18030</c>.</param>
    /// <exception cref="ArgumentException">Another character set.</exception>
    public DicomDatasetBuilder(string characterSet = "ISO_IR 192")
    {
        _encoding = characterSet switch
        {
            "ISO_IR 192" => new UTF8Encoding(false),
            "GB18030" => CodeElement.CodePage(54936),
            _ => throw new ArgumentException($"Text is written as ISO_IR 192 or GB18030, not as {characterSet}.", nameof(characterSet)),
        };
        Add(DicomTags.SpecificCharacterSet, characterSet);
    }

    /// <summary>Sets an element without a value (type 2 of PS3.5 7.4.3).</summary>
    public DicomDatasetBuilder AddEmpty(DicomTag tag) => Set(new(tag, VrDictionary.Find(tag, _signedPixels), Array.Empty<byte>()));

    /// <summary>Sets text values.</summary>
    /// <exception cref="ArgumentException">The element is not text.</exception>
    public DicomDatasetBuilder Add(DicomTag tag, params string[] values)
    {
        var vr = VrDictionary.Find(tag, _signedPixels);
        if (!VrRules.IsText(vr)) throw new ArgumentException($"{tag} is {vr}, not text.", nameof(tag));
        var text = string.Join('\\', values);
        var bytes = (VrRules.UsesCharacterSet(vr) ? _encoding : Encoding.ASCII).GetBytes(text);
        return Set(new(tag, vr, Padded(bytes, vr == Vr.UI ? (byte)0 : (byte)' ')));
    }

    /// <summary>Sets numbers: binary where the VR is, else as decimal or integer strings.</summary>
    /// <exception cref="ArgumentException">The element does not hold numbers.</exception>
    public DicomDatasetBuilder Add(DicomTag tag, params double[] values)
    {
        if (tag == DicomTags.PixelRepresentation) _signedPixels = values is [1];
        var vr = VrDictionary.Find(tag, _signedPixels);
        if (vr is Vr.DS or Vr.IS) return Add(tag, Array.ConvertAll(values, Decimal));
        using var bytes = new MemoryStream();
        foreach (var value in values) bytes.Write(Binary(tag, vr, value));
        return Set(new(tag, vr, bytes.ToArray()));
    }

    /// <summary>Sets a raw value, little endian; an odd one is padded with a zero.</summary>
    public DicomDatasetBuilder AddBytes(DicomTag tag, Vr vr, byte[] value) => Set(new(tag, vr, Padded(value, 0)));

    /// <summary>Sets the items of a sequence.</summary>
    public DicomDatasetBuilder AddSequence(DicomTag tag, params DicomDataset[] items) => Set(new(tag, Vr.SQ, items));

    /// <summary>Sets encapsulated pixel data, one fragment for each frame.</summary>
    public DicomDatasetBuilder AddEncapsulated(IEnumerable<byte[]> codestreams)
    {
        var content = new MemoryStream();
        var fragments = new List<Fragment>();
        foreach (var codestream in codestreams.Select(codestream => Padded(codestream, 0)))
        {
            content.Write(new byte[8]); // Leave room for the item header, so that offsets are the same as in a file.
            fragments.Add(new(content.Length, (uint)codestream.Length, true));
            content.Write(codestream);
        }
        return Set(new(DicomTags.PixelData, Vr.OB, new FragmentIndex(new(content, leaveOpen: false), [], [.. fragments], IsCut: false)));
    }

    /// <summary>Takes an element as it is, for instance from another data set in the same character set.</summary>
    public DicomDatasetBuilder Set(DicomElement element)
    {
        _elements[element.Tag] = element;
        return this;
    }

    /// <summary>The data set as it stands now.</summary>
    public DicomDataset Build() => new(_elements.Values);

    private static byte[] Padded(byte[] value, byte padding) => (value.Length & 1) == 0 ? value : [.. value, padding];

    /// <summary>At most 16 characters (PS3.5 6.2, DS).</summary>
    private static string Decimal(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 15; text.Length > 16; digits--) text = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        return text;
    }

    private static byte[] Binary(DicomTag tag, Vr vr, double value)
    {
        var bytes = new byte[vr is Vr.AT ? 4 : VrRules.UnitSize(vr)];
        switch (vr)
        {
            case Vr.US: BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value)); break;
            case Vr.SS: BinaryPrimitives.WriteInt16LittleEndian(bytes, checked((short)value)); break;
            case Vr.UL: BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)value)); break;
            case Vr.SL: BinaryPrimitives.WriteInt32LittleEndian(bytes, checked((int)value)); break;
            case Vr.FL: BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value); break;
            case Vr.FD: BinaryPrimitives.WriteDoubleLittleEndian(bytes, value); break;
            case Vr.AT:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)((uint)value >> 16));
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)(uint)value);
                break;
            default: throw new ArgumentException($"{tag} is {vr}, not a number.", nameof(tag));
        }
        return bytes;
    }
}
